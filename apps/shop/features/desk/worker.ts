/**
 * Runs beside the page of the counter alone and keeps what that page is made of, so that it opens without a network. What the counter asks the
 * server is never kept. The server says before this text which files there are (apps/server/counter-app.ts).
 */
interface Happening {
  waitUntil(work: Promise<unknown>): void;
}

interface Asking extends Happening {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker {
  readonly registration: { readonly scope: string };
  readonly counterFiles: readonly string[];
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: 'install' | 'activate', listen: (event: Happening) => void): void;
  addEventListener(kind: 'fetch', listen: (event: Asking) => void): void;
}

// A worker is another world than the page's, and only the page's is known to the types here.
const worker = globalThis as unknown as Worker;
const page = new URL(worker.registration.scope).pathname;
const files = new Set(worker.counterFiles);
/** One per brand; a new build brings new names, and what has none any more is thrown away. */
const shelf = `counter of ${page}`;

worker.addEventListener('install', (event) => {
  event.waitUntil(keepAll().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(throwOld().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== location.origin) return;
  if (files.has(pathname)) event.respondWith(fileOf(event.request));
  else if (mode === 'navigate' && pathname === page) event.respondWith(pageOf(event.request));
});

async function keepAll(): Promise<void> {
  const kept = await caches.open(shelf);
  const missing: string[] = [];
  for (const file of files) if (!(await kept.match(file))) missing.push(file);
  await kept.addAll([page, ...missing]);
}

async function throwOld(): Promise<void> {
  const kept = await caches.open(shelf);
  for (const request of await kept.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== page && !files.has(pathname)) await kept.delete(request);
  }
}

/** A file never changes under its name. */
async function fileOf(request: Request): Promise<Response> {
  return (await (await caches.open(shelf)).match(request.url)) ?? (await fetch(request));
}

/** The page as the server has it; without a network as it was last. */
async function pageOf(request: Request): Promise<Response> {
  const kept = await caches.open(shelf);
  try {
    const answer = await fetch(request);
    if (answer.ok) await kept.put(page, answer.clone());
    return answer;
  } catch (fault) {
    const known = await kept.match(page);
    if (known) return known;
    throw fault;
  }
}
