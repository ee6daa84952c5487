import { useQuery } from '@tanstack/react-query';
import type { LadderWords } from '../../../../../rooms/planner/model/index.ts';
import { useApp } from '../../../../../ui/app/context.tsx';

/** The ladders of the seven trades in the reader's language; only that language is fetched. */
export function useLadders(): LadderWords | null {
  const { language } = useApp();
  const found = useQuery({
    queryKey: ['content', 'ladders', language],
    queryFn: async (): Promise<LadderWords> =>
      language === 'en'
        ? (await import('../../../../../rooms/planner/content/ladders.en.json')).default
        : (await import('../../../../../rooms/planner/content/ladders.zh-CN.json')).default,
    staleTime: Infinity,
  });
  return found.data ?? null;
}
