import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiProblem } from '../../../sdk/shop.ts';
import type { Shop } from '../../../ui/shop/shop.tsx';

/**
 * Whoever is signed in already and opens a friend's link tells the server by whose they came: it binds where the plan binds on clicks. Told
 * once; without an answer it is told again on the next visit, and telling it twice changes nothing.
 */
export function useArrival({ client, shelf, slug, visitor }: Pick<Shop, 'client' | 'shelf' | 'slug' | 'visitor'>): void {
  const queries = useQueryClient();
  const personId = visitor?.id ?? null;
  useEffect(() => {
    const touch = shelf.read('touch');
    if (personId === null || touch === null) return;
    const told = (): void => {
      shelf.write('touch', null);
      void queries.invalidateQueries({ queryKey: [slug, 'introducer'] });
      void queries.invalidateQueries({ queryKey: [slug, 'deal'] });
    };
    client.arrive({ touch }).then(told, (fault: unknown) => {
      if (fault instanceof ApiProblem && fault.status < 500 && fault.status !== 429) told();
    });
  }, [client, shelf, slug, queries, personId]);
}
