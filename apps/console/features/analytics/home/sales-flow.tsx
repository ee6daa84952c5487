import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { useGo } from '../../../../../ui/app/go.tsx';
import { Sankey, type Flow, type FlowNode } from '../../../../../ui/charts/sankey.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { Picture } from '../../../../../ui/page/pictures.tsx';
import type { Period } from '../../../../../ui/period/period.ts';
import { color, originFill, origins, type OriginName } from '../../../../../ui/tokens/index.ts';
import type { Loop } from './hero.tsx';

/** Sales from where they came to what stayed: by itself or bought, minus what was given back. */
export function SalesFlow({ loop, period }: { loop: Loop; period: Period }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const go = useGo();
  const { nodes, flows } = useMemo(() => flowOf(loop, t), [loop, t]);
  const show = useCallback((value: number) => format.minor(BigInt(Math.round(value)), { style: 'short' }), [format]);
  const pick = useCallback(
    (id: string) => {
      if (origins.includes(id as OriginName)) go(`orders?origin=${id}&from=${period.from}&to=${period.to}`);
    },
    [go, period],
  );
  if (loop.loopRate === null)
    return (
      <Section title={t('flow.none')} isCard>
        <Picture name="loop" />
      </Section>
    );
  const title = t('flow.title', { sales: format.money(loop.sales, { style: 'short' }) });
  return (
    <Section title={title} isCard>
      <Sankey
        label={title}
        nodes={nodes}
        flows={flows}
        show={show}
        onPick={pick}
        table={{
          head: [t('flow.origin'), t('flow.orders'), t('figures:sales.name')],
          rows: [
            ...origins.map((origin) => [
              t(`ui:origin.${origin}`),
              format.count(loop.byOrigin[origin].orders),
              format.money(loop.byOrigin[origin].sales),
            ]),
            [t('flow.gross'), format.count(loop.orders), format.money(loop.gross)],
            [t('flow.returns'), '', format.money(loop.returns)],
            [t('figures:sales.name'), '', format.money(loop.sales)],
          ],
        }}
      />
    </Section>
  );
}

function flowOf(loop: Loop, t: (key: string) => string): { nodes: FlowNode[]; flows: Flow[] } {
  const by = (origin: OriginName) => Math.max(0, Number(loop.byOrigin[origin].sales.amount));
  const returned = by('repeat') + by('referred');
  const rest = by('direct') + by('paid') + by('anonymous');
  const whole = returned + rest;
  const given = Math.min(whole, Math.max(0, Number(loop.returns.amount)));
  const kept = whole === 0 ? 0 : (whole - given) / whole;
  const flows: Flow[] = [
    ...origins.map((origin) => ({
      from: origin,
      to: origin === 'repeat' || origin === 'referred' ? 'itself' : 'bought',
      value: by(origin),
    })),
    { from: 'itself', to: 'sales', value: returned * kept },
    { from: 'bought', to: 'sales', value: rest * kept },
    { from: 'itself', to: 'returns', value: returned * (1 - kept) },
    { from: 'bought', to: 'returns', value: rest * (1 - kept) },
  ];
  const used = new Set(flows.filter((flow) => flow.value > 0).flatMap((flow) => [flow.from, flow.to]));
  const nodes: FlowNode[] = [
    ...origins.map((origin) => ({ id: origin, label: t(`ui:origin.${origin}`), fill: originFill[origin] })),
    { id: 'itself', label: t('flow.itself'), fill: color.repeat },
    { id: 'bought', label: t('flow.bought'), fill: color.direct },
    { id: 'sales', label: t('figures:sales.name'), fill: color.ink },
    { id: 'returns', label: t('flow.returns'), fill: color.harm },
  ];
  return { nodes: nodes.filter((node) => used.has(node.id)), flows };
}
