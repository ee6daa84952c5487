import { useMemo } from 'react';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { useMay } from '../../../../../ui/app/context.tsx';
import type { Told } from './alive.ts';

const LATEST = 50;

/** Asks what tells which nodes of the map are alive, and how they stand; what may not be asked stays unknown. */
export function useTold(designId: string | null): Told {
  const maySeeMoney = useMay('seeMoney');
  const loop = useAsk(['figures', 'loop', 'all'], (client, signal) => client.figures.loop({}, { signal })).data;
  const funnel = useAsk(['figures', 'funnel', 'all'], (client, signal) => client.figures.funnel({}, { signal })).data;
  const evidence = useAsk(['planner', 'evidence'], (client, signal) => client.planner.evidence({ signal })).data;
  const designs = useAsk(['designs', 'all'], (client, signal) => client.designs.list({ limit: 200 }, { signal })).data;
  const road = useAsk(['designs', 'roadmap', designId], (client, signal) => client.designs.roadmap(designId ?? '', { signal }), {
    isOff: designId === null,
  }).data;
  const reviews = useAsk(['reviews', 'any'], (client, signal) => client.reviews.list({ limit: 1 }, { signal })).data?.data.length;
  const orders = useAsk(['orders', 'latest', LATEST], (client, signal) => client.orders.list({ limit: LATEST }, { signal })).data;
  const tills = useAsk(['payments', 'any'], (client, signal) => client.paymentAccounts.list({ limit: 1 }, { signal }), {
    isOff: !maySeeMoney,
  }).data?.data.length;
  const roadmap = designs?.data.length === 0 ? null : road;
  return useMemo(() => {
    const scenes = orders?.data.filter((one) => one.scene !== null).length;
    return { loop, funnel, evidence, roadmap, reviews, tills, scenes };
  }, [loop, funnel, evidence, roadmap, reviews, tills, orders]);
}

/** What the latest diagnosis was answered with; null while none was taken. */
export function useLatestAnswers(): Readonly<Record<string, number>> | null {
  const latest =
    useAsk(['diagnoses', 'latest'], (client, signal) => client.diagnoses.list({ limit: 1 }, { signal })).data?.data[0]?.id ?? null;
  const found = useAsk(['diagnosis', latest], (client, signal) => client.diagnoses.get(latest ?? '', { signal }), {
    isOff: latest === null,
  });
  return found.data?.answers ?? null;
}
