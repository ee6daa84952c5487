import { connect, type Socket } from 'node:net';

/** What came of a while of asking. */
export interface Heard {
  readonly answers: number;
  readonly ms: number;
  /** of each answer, in ms */
  readonly waits: readonly number[];
}

/** One answer, byte for byte: `body` in latin1. */
export interface Answer {
  readonly status: number;
  /** names and values in turn, as they stood on the wire */
  readonly headers: readonly string[];
  readonly body: string;
}

const END = Buffer.from('\r\n\r\n');

/**
 * Asks one thing over and over on so many connections, each waiting for its answer before it asks again. Answers are counted by their
 * length and looked at no further, so that the client costs little of the machine it shares with the server.
 * @throws when an answer has another status than `status`
 */
export async function askAgainAndAgain(
  url: string,
  {
    path,
    headers = [],
    status,
    connections,
    forMs,
  }: { path: string; headers?: readonly string[]; status: number; connections: number; forMs: number },
): Promise<Heard> {
  const { hostname, port } = new URL(url);
  const request = Buffer.from([`GET ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, ...headers, '', ''].join('\r\n'));
  const waits: number[] = [];
  const start = performance.now();
  const until = start + forMs;
  const begins = `HTTP/1.1 ${status} `;
  const line = async (): Promise<void> =>
    await new Promise((resolve, reject) => {
      const socket: Socket = connect(Number(port), hostname);
      let sentAt = 0;
      let held: Buffer = Buffer.alloc(0);
      let missing = 0;
      const ask = (): void => {
        sentAt = performance.now();
        socket.write(request);
      };
      socket.setNoDelay(true);
      socket.on('connect', ask);
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the server hung up')));
      socket.on('data', (chunk: Buffer) => {
        if (missing > 0) missing -= chunk.length;
        else {
          held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
          const end = held.indexOf(END);
          if (end < 0) return;
          const head = held.toString('latin1', 0, end);
          if (!head.startsWith(begins)) return void socket.destroy(new Error(`${path}: ${head.slice(0, 60)}`));
          missing = end + 4 + lengthIn(head) - held.length;
        }
        if (missing > 0) return;
        held = Buffer.alloc(0);
        missing = 0;
        const now = performance.now();
        waits.push(now - sentAt);
        if (now < until) return ask();
        socket.removeAllListeners('close');
        socket.end();
        resolve();
      });
    });
  await Promise.all(Array.from({ length: connections }, line));
  return { answers: waits.length, ms: performance.now() - start, waits };
}

/** Asks once and keeps everything. */
export async function askOnce(url: string, path: string, headers: readonly string[] = []): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on('connect', () =>
      socket.write([`GET ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, 'Connection: close', ...headers, '', ''].join('\r\n')),
    );
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.on('error', reject);
  });
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: lines.flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    body: text.slice(end + 4),
  };
}

function lengthIn(head: string): number {
  const at = head.search(/\r\ncontent-length: /i);
  return at < 0 ? 0 : Number.parseInt(head.slice(at + 18), 10);
}
