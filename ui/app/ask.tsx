import { keepPreviousData, useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Client, Page } from '../../sdk/index.ts';
import { ErrorState } from '../page/error-state.tsx';
import { useApp } from './context.tsx';

/** Asks the server once per key and brand; the last answer stays on screen while a new one comes. */
export function useAsk<Answer>(
  key: readonly unknown[],
  question: (client: Client, signal: AbortSignal) => Promise<Answer>,
  options: { isOff?: boolean; everyMs?: (answer: Answer | undefined) => number | false } = {},
): UseQueryResult<Answer> {
  const { client, brand } = useApp();
  return useQuery<Answer>({
    queryKey: [brand?.slug ?? '', ...key],
    queryFn: ({ signal }) => question(client, signal),
    placeholderData: keepPreviousData,
    enabled: !options.isOff,
    refetchInterval: (query) => options.everyMs?.(query.state.data) ?? false,
  });
}

/** Asks for a list page by page; `rows` grows with `more()`. */
export function useRows<Row, P extends Page<Row> = Page<Row>>(
  key: readonly unknown[],
  question: (client: Client, page: { cursor?: string; limit: number }, signal: AbortSignal) => Promise<P>,
  options: { limit?: number; isOff?: boolean } = {},
) {
  const { client, brand } = useApp();
  const limit = options.limit ?? 50;
  const query = useInfiniteQuery({
    queryKey: [brand?.slug ?? '', ...key, limit],
    queryFn: ({ pageParam, signal }) => question(client, pageParam === null ? { limit } : { cursor: pageParam, limit }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: P) => page.next,
    placeholderData: keepPreviousData,
    enabled: !options.isOff,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.data) ?? null,
    first: query.data?.pages[0] ?? null,
    hasMore: query.hasNextPage,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    isLoadingMore: query.isFetchingNextPage,
    isStale: query.isPlaceholderData,
    error: query.error,
    retry: () => void query.refetch(),
  };
}

/** What is shown while an answer is awaited, when it failed, and when it is there. */
export function Answer<T>({ of, wait, children }: { of: UseQueryResult<T>; wait: ReactNode; children: (answer: T) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <ErrorState error={of.error} onRetry={() => void of.refetch()} />;
  return <>{wait}</>;
}
