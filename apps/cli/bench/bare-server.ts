import { createServer } from 'node:http';
import { Buffer } from 'node:buffer';

/** What the reference answers everybody: told in the environment as JSON. */
interface Canned {
  readonly status: number;
  /** names and values in turn */
  readonly headers: readonly string[];
  readonly body: string;
}

// The least a Node server can do: no address is looked at, nothing is made, the same bytes go out.
const { status, headers, body } = JSON.parse(process.env['BENCH_ANSWER'] ?? '') as Canned;
const bytes = Buffer.from(body, 'latin1');
const server = createServer((_request, response) => {
  response.writeHead(status, [...headers]);
  if (bytes.length === 0) response.end();
  else response.end(bytes);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`ready http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}\n`);
});
process.once('SIGTERM', () => process.exit(0));
