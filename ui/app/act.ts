import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { Client } from '../../sdk/index.ts';
import { useApp } from './context.tsx';

/** An act on the server: when it is done every screen of the brand asks anew. */
export function useAct<Answer = unknown, Body = void>(
  act: (client: Client, body: Body) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
): UseMutationResult<Answer, Error, Body> {
  const { client, brand } = useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => act(client, body),
    onSuccess: async (answer) => {
      onDone?.(answer);
      await queries.invalidateQueries({ queryKey: [brand?.slug ?? ''] });
    },
  });
}
