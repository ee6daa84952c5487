import type { CallOptions, Transport, UploadBody, UploadOptions } from './transport.ts';

/** A route as data; `bind` turns it into the method of one client. */
export interface Endpoint<Call> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  bind(transport: Transport): Call;
}

/** `/people/{id}` takes the id first (`per_…` or `ext:<externalId>`). */
type WithId<Path extends string, Args extends unknown[]> = Path extends `${string}{id}${string}` ? [id: string, ...args: Args] : Args;

type Empty = Record<never, never>;

type QueryArgs<Query> = Query extends null
  ? [options?: CallOptions]
  : Empty extends Query
    ? [query?: Query, options?: CallOptions]
    : [query: Query, options?: CallOptions];

type BodyArgs<Body> = Empty extends Body ? [body?: Body, options?: CallOptions] : [body: Body, options?: CallOptions];

const hasId = (path: string): boolean => path.includes('{id}');

/** Splits the id off the arguments and puts it, percent-encoded, into the path. */
function addressed(path: string, args: unknown[]): { path: string; rest: unknown[] } {
  if (!hasId(path)) return { path, rest: args };
  return { path: path.replace('{id}', encodeURIComponent(String(args[0]))), rest: args.slice(1) };
}

type Loose = Record<string, unknown>;

/** Options of a method without a query stand where the query would. */
function queryAndOptions(rest: unknown[]): { query: Loose; options: CallOptions } {
  const [first, second] = rest as [Loose | undefined, CallOptions | undefined];
  if (second === undefined && first && ('signal' in first || 'idempotencyKey' in first || 'dryRun' in first)) {
    return { query: {}, options: first as CallOptions };
  }
  return { query: first ?? {}, options: second ?? {} };
}

const asking =
  (method: 'GET' | 'DELETE') =>
  <Query, Reply>() =>
  <Path extends string>(path: Path): Endpoint<(...args: WithId<Path, QueryArgs<Query>>) => Promise<Reply>> => ({
    method,
    path,
    bind:
      (transport) =>
      async (...args) => {
        const { path: address, rest } = addressed(path, args);
        const { query, options } = queryAndOptions(rest);
        return (await transport.json(method, address, { query, options })) as Reply;
      },
  });

export const get = asking('GET');
export const del = asking('DELETE');

/** A file or a stream: the reply as it is, already checked for success. */
export const getFile =
  <Query>() =>
  <Path extends string>(path: Path): Endpoint<(...args: WithId<Path, QueryArgs<Query>>) => Promise<Response>> => ({
    method: 'GET',
    path,
    bind:
      (transport) =>
      async (...args) => {
        const { path: address, rest } = addressed(path, args);
        const { query, options } = queryAndOptions(rest);
        return await transport.send('GET', address, { query, options });
      },
  });

const writing =
  (method: 'POST' | 'PATCH') =>
  <Body, Reply>() =>
  <Path extends string>(path: Path): Endpoint<(...args: WithId<Path, BodyArgs<Body>>) => Promise<Reply>> => ({
    method,
    path,
    bind:
      (transport) =>
      async (...args) => {
        const { path: address, rest } = addressed(path, args);
        const [body, options] = rest as [Body | undefined, CallOptions | undefined];
        return (await transport.json(method, address, { body: body ?? {}, options: options ?? {} })) as Reply;
      },
  });

export const post = writing('POST');
export const patch = writing('PATCH');

export const postBytes =
  <Reply>() =>
  <Path extends string>(path: Path): Endpoint<(...args: WithId<Path, [bytes: UploadBody, options: UploadOptions]>) => Promise<Reply>> => ({
    method: 'POST',
    path,
    bind:
      (transport) =>
      async (...args) => {
        const { path: address, rest } = addressed(path, args);
        const [bytes, options] = rest as [UploadBody, UploadOptions];
        return (await transport.json('POST', address, { bytes, options })) as Reply;
      },
  });
