import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ApiProblem, type Client } from '../../../../../sdk/index.ts';
import { useApp } from '../../../../../ui/app/context.tsx';
import { isSame, joined, written, type Clash } from './merge.ts';

export type Design = Awaited<ReturnType<Client['designs']['get']>>;
export type DesignDocument = Design['document'];

/** `saved` everything is with the server · `waiting` typed, sent in a moment · `saving` · `clash` somebody wrote elsewhere · `failed` kept here */
export type DraftState = 'saved' | 'waiting' | 'saving' | 'clash' | 'failed';

export interface Draft {
  readonly document: DesignDocument;
  readonly state: DraftState;
  readonly error: unknown;
  readonly clashes: readonly Clash[];
  /** somebody else's work came in without touching ours */
  readonly isJoined: boolean;
  readonly change: (next: (now: DesignDocument) => DesignDocument) => void;
  /** takes mine or theirs for each place that both wrote, in order */
  readonly settle: (choices: readonly ('mine' | 'theirs')[]) => void;
  readonly retry: () => void;
}

/** The hand rests this long before what was typed is sent. */
const RESTS_MS = 700;

interface Kept {
  readonly version: number;
  readonly base: DesignDocument;
  readonly document: DesignDocument;
}

/**
 * A design while it is written: sent by itself when the hand rests, kept on this device until the server has it, and joined with what
 * somebody else saved meanwhile. A place both wrote is shown with both texts; nothing is lost.
 */
export function useDesignDraft(design: Design, mayWrite: boolean): Draft {
  const { client, brand } = useApp();
  const slug = brand?.slug ?? '';
  const queries = useQueryClient();
  const place = `zihuan.design.${design.id}`;
  const [first] = useState(() => begin(design, readKept(place)));
  const [document, setDocument] = useState(first.document);
  const [state, setState] = useState<DraftState>(first.clashes.length > 0 ? 'clash' : first.isDirty ? 'waiting' : 'saved');
  const [clashes, setClashes] = useState(first.clashes);
  const [error, setError] = useState<unknown>(null);
  const [isJoined, setJoined] = useState(false);
  const server = useRef({ version: design.version, document: design.document });
  // What this device compares with when it is opened again: while places are unsettled, still what both began from.
  const since = useRef(first.since);
  const latest = useRef(document);
  const isSending = useRef(false);

  const change = useCallback(
    (next: (now: DesignDocument) => DesignDocument) => {
      if (!mayWrite) return;
      const after = next(latest.current);
      latest.current = after;
      keep(place, { ...since.current, document: after });
      setDocument(after);
      setState((now) => (now === 'clash' ? now : 'waiting'));
    },
    [mayWrite, place],
  );

  const take = useCallback(
    (theirs: Design) => {
      const found = joined(server.current.document, latest.current, theirs.document);
      server.current = { version: theirs.version, document: theirs.document };
      latest.current = found.document;
      if (found.clashes.length === 0) since.current = { version: theirs.version, base: theirs.document };
      keep(place, { ...since.current, document: found.document });
      setDocument(found.document);
      setClashes(found.clashes);
      setJoined(found.clashes.length === 0);
      setState(found.clashes.length > 0 ? 'clash' : 'waiting');
    },
    [place],
  );

  const send = useCallback(async () => {
    if (isSending.current) return;
    isSending.current = true;
    const sent = latest.current;
    setState('saving');
    setError(null);
    try {
      const saved = await client.designs.update(design.id, { version: server.current.version, document: sent });
      server.current = { version: saved.version, document: saved.document };
      since.current = { version: saved.version, base: saved.document };
      queries.setQueryData([slug, 'design', design.id], saved);
      if (latest.current === sent) {
        drop(place);
        setState('saved');
        await queries.invalidateQueries({ queryKey: [slug, 'designs'] });
      } else setState('waiting');
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.code === 'design.changed') take(await client.designs.get(design.id));
      else {
        setError(problem);
        setState('failed');
      }
    } finally {
      isSending.current = false;
    }
  }, [client, slug, design.id, place, queries, take]);

  useEffect(() => {
    if (state !== 'waiting') return;
    const timer = setTimeout(() => void send(), RESTS_MS);
    return () => clearTimeout(timer);
  }, [state, document, send]);

  // Whoever closes the page within that moment is asked; the words are on this device either way.
  useEffect(() => {
    if (state === 'saved') return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [state]);

  const settle = useCallback(
    (choices: readonly ('mine' | 'theirs')[]) => {
      let after = latest.current;
      for (const [at, { path, theirs }] of clashes.entries()) if (choices[at] === 'theirs') after = written(after, path, theirs);
      latest.current = after;
      since.current = { version: server.current.version, base: server.current.document };
      setDocument(after);
      setClashes([]);
      const isSaved = isSame(after, server.current.document);
      setState(isSaved ? 'saved' : 'waiting');
      if (isSaved) drop(place);
      else keep(place, { ...since.current, document: after });
    },
    [clashes, place],
  );

  return useMemo(
    () => ({ document, state, error, clashes, isJoined, change, settle, retry: () => setState('waiting') }),
    [document, state, error, clashes, isJoined, change, settle],
  );
}

/** What this device still held of the design when it was opened, joined with what the server has now. */
function begin(design: Design, kept: Kept | null) {
  const since = { version: design.version, base: design.document };
  if (kept === null || isSame(kept.document, design.document)) return { document: design.document, clashes: [], isDirty: false, since };
  if (kept.version === design.version) return { document: kept.document, clashes: [], isDirty: true, since };
  const found = joined(kept.base, kept.document, design.document);
  return { ...found, isDirty: true, since: found.clashes.length === 0 ? since : { version: kept.version, base: kept.base } };
}

function readKept(place: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(place) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

function keep(place: string, kept: Kept): void {
  localStorage.setItem(place, JSON.stringify(kept));
}

function drop(place: string): void {
  localStorage.removeItem(place);
}
