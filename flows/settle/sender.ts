import { setImmediate as letBytesOut } from 'node:timers/promises';

/** Sends one statement after the other: the database writes the first while the next is put together. */
export class Sender {
  readonly #sent: Promise<unknown>[] = [];
  #failure: { readonly error: unknown } | null = null;

  /** @throws what the first statement that failed was refused with */
  async send(statement: () => Promise<unknown> | null | undefined): Promise<void> {
    const sent = statement();
    if (!sent) return;
    // The first to fail says why: the others fail because it did.
    this.#sent.push(sent.catch((error: unknown) => (this.#failure ??= { error })));
    await letBytesOut();
    if (this.#failure) await this.finished();
  }

  /** @throws what the first statement that failed was refused with */
  async answerOf<T>(sent: Promise<T>): Promise<T> {
    try {
      return await sent;
    } catch (error) {
      await this.finished();
      throw error;
    }
  }

  async finished(): Promise<void> {
    await Promise.all(this.#sent);
    if (this.#failure) throw this.#failure.error;
  }
}
