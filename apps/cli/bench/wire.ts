import { Agent, request } from 'node:http';

/** What was answered, read to its end. */
export interface Heard {
  readonly status: number;
  readonly answer: string;
}

/** Connections to a served product that stay open, as those of a shop, a provider or a telephone do. */
export class Wire {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true });

  /** @param url where the product answers, without a path */
  constructor(url: string) {
    this.#url = `${url}/api/v1`;
  }

  /** One request, whatever becomes of it; an empty text sends no body. */
  async send(method: 'GET' | 'POST', path: string, text: string, headers: Readonly<Record<string, string>>): Promise<Heard> {
    const length = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    return await new Promise((resolve, reject) => {
      const options = { method, agent: this.#agent, headers: { ...headers, ...(text === '' ? {} : length) } };
      const sent = request(`${this.#url}${path}`, options, (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (answer += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, answer }));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(text);
    });
  }

  /** One that has to be done. @throws Error when it was refused */
  async post<T>(path: string, body: object | string, headers: Readonly<Record<string, string>>): Promise<T> {
    const { status, answer } = await this.send('POST', path, typeof body === 'string' ? body : JSON.stringify(body), headers);
    if (status >= 300) throw new Error(`POST ${path}: ${status} ${answer}`);
    return JSON.parse(answer) as T;
  }

  close(): void {
    this.#agent.destroy();
  }
}
