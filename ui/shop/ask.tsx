import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { ApiProblem, type Page, type ShopClient } from '../../sdk/shop.ts';
import { answered, intentFor, randomKey, waitingIntent } from './intent.ts';
import { readKept } from './kept.ts';
import { useShop } from './shop.tsx';
import { ErrorState } from './states.tsx';

/** A question and what is known of its answer. */
export interface Asked<Answer> {
  readonly data: Answer | undefined;
  /** from another visit or of another question: shown until the new one is here */
  readonly isOld: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/**
 * Asks the server once per key. `isKept`: the phone keeps the answer, so that the page stands at once on the next visit and without a
 * network; for what anybody may see, never for what is a person's own. `isSteady`: under a new key the last answer stays until the new
 * one is here, as for a sum that is being changed.
 */
export function useAsk<Answer>(
  key: readonly unknown[],
  question: (client: ShopClient, signal: AbortSignal) => Promise<Answer>,
  options: { isOff?: boolean; isKept?: boolean; isSteady?: boolean; everyMs?: (answer: Answer | undefined) => number | false } = {},
): Asked<Answer> {
  const { client, slug, shelf, language } = useShop();
  const place = `kept.${language}.${key.join('.')}`;
  const query = useQuery<Answer>({
    queryKey: [slug, ...key],
    queryFn: async ({ signal }) => {
      const answer = await question(client, signal);
      if (options.isKept) shelf.write(place, JSON.stringify(answer));
      return answer;
    },
    ...(options.isSteady ? { placeholderData: keepPreviousData } : {}),
    enabled: !options.isOff,
    refetchInterval: (found) => options.everyMs?.(found.state.data) ?? false,
  });
  const isKeptNeeded = options.isKept === true && query.data === undefined;
  const kept = useMemo(() => (isKeptNeeded ? readKept<Answer>(shelf, place) : null), [isKeptNeeded, shelf, place]);
  return {
    data: query.data ?? kept ?? undefined,
    isOld: query.isPlaceholderData || (query.data === undefined && kept !== null),
    error: query.error,
    retry: () => void query.refetch(),
  };
}

/** Asks for a list page by page; `rows` grows with `more()`. */
export function useRows<Row>(
  key: readonly unknown[],
  question: (client: ShopClient, page: { cursor?: string; limit: number }, signal: AbortSignal) => Promise<Page<Row>>,
  options: { limit?: number; isOff?: boolean } = {},
) {
  const { client, slug } = useShop();
  const limit = options.limit ?? 20;
  const query = useInfiniteQuery({
    queryKey: [slug, ...key, limit],
    queryFn: ({ pageParam, signal }) => question(client, pageParam === null ? { limit } : { cursor: pageParam, limit }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Row>) => page.next,
    placeholderData: keepPreviousData,
    enabled: !options.isOff,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.data) ?? null,
    hasMore: query.hasNextPage,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    isLoadingMore: query.isFetchingNextPage,
    error: query.error,
    retry: () => void query.refetch(),
  };
}

/** What is shown while an answer is awaited, when it failed, and when it is there. */
export function Answer<T>({ of, wait, children }: { of: Asked<T>; wait: ReactNode; children: (answer: T) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <ErrorState error={of.error} onRetry={of.retry} />;
  return <>{wait}</>;
}

/** How an act stands. */
export interface Act<Body, Result> {
  /** Does it. While an answer is awaited a second tap changes nothing; without an answer it is the same act once more. */
  readonly go: (body: Body) => void;
  readonly isPending: boolean;
  /** the server's no, or that it could not be reached */
  readonly error: Error | null;
  /** sent, and no answer came: it may have been done; `go` with the same body finds out */
  readonly isUnanswered: boolean;
  /** what was sent before this page was opened and never answered */
  readonly waiting: Body | null;
  readonly answer: Result | undefined;
  readonly reset: () => void;
}

/**
 * An act on the server under one key per intent, kept until it is answered: a second tap, a lost network or a closed page never does it
 * twice. `name` is the act's, with the id of what it is done to: `pay.ord_1`; null for what may be said twice without harm, of which the
 * phone keeps nothing. When it is done every page asks anew.
 */
export function useAct<Body, Result>(
  name: string | null,
  act: (client: ShopClient, body: Body, how: { idempotencyKey: string }) => Promise<Result>,
  onDone?: (result: Result, body: Body) => void,
): Act<Body, Result> {
  const { client, slug, shelf } = useShop();
  const queries = useQueryClient();
  const isBusy = useRef(false);
  const [waiting, setWaiting] = useState<Body | null>(() =>
    name === null ? null : (waitingIntent<Body>(shelf, name, Date.now())?.body ?? null),
  );
  const mutation = useMutation({
    mutationFn: async (body: Body) => {
      if (name === null) return await act(client, body, { idempotencyKey: randomKey() });
      const { key } = intentFor(shelf, name, body, Date.now(), randomKey);
      try {
        const result = await act(client, body, { idempotencyKey: key });
        answered(shelf, name);
        return result;
      } catch (fault) {
        if (isAnswer(fault)) answered(shelf, name);
        throw fault;
      }
    },
    onSuccess: async (result, body) => {
      setWaiting(null);
      onDone?.(result, body);
      await queries.invalidateQueries({ queryKey: [slug] });
    },
    onError: (fault, body) => setWaiting(isAnswer(fault) ? null : body),
    onSettled: () => {
      isBusy.current = false;
    },
  });
  return {
    go: (body) => {
      if (isBusy.current) return;
      isBusy.current = true;
      mutation.mutate(body);
    },
    isPending: mutation.isPending,
    error: mutation.error,
    isUnanswered: mutation.error !== null && !isAnswer(mutation.error),
    waiting,
    answer: mutation.data,
    reset: mutation.reset,
  };
}

/** Whether the server said what became of it. Busy, broken and out of reach are no answers: it may have been done all the same. */
function isAnswer(fault: unknown): boolean {
  return fault instanceof ApiProblem && fault.status < 500 && fault.status !== 429 && fault.code !== 'idempotency.running';
}
