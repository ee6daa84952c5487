import { isUnavailable, sqlState } from '../db/index.ts';
import { assert, DomainError } from '../errors/index.ts';

/** What a batcher is made of. */
export interface Batching<Job, Result> {
  /**
   * Does jobs of one line together, all of them or (when it throws) none.
   * @returns one result per job, in their order
   */
  work(line: string, jobs: readonly Job[]): Promise<readonly Result[]>;
  /** Only jobs with the same word go together; all do unless given. */
  companyOf?(job: Job): string;
  readonly mostAtOnce?: number;
  /** As many may wait in one line; whoever comes then is told to come again. */
  readonly mostWaiting?: number;
}

interface Waiting<Job, Result> {
  readonly job: Job;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does single jobs in small batches: while one batch of a line is on its way, those that come meanwhile wait and go together with the
 * next. Nothing waits for company: a job that comes alone is done at once. Where a line is served by one transaction at a time anyway
 * (a brand's lane), nothing is lost by waiting and a commit is shared by many.
 */
export class Batcher<Job, Result> {
  readonly #how: Batching<Job, Result>;
  readonly #lines = new Map<string, Waiting<Job, Result>[]>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(how: Batching<Job, Result>) {
    this.#how = how;
  }

  /**
   * Resolves after the batch that holds the job.
   * @throws `database.busy` when the line is full, what the work threw over this job alone, and what a database that is away throws over all
   */
  async submit(line: string, job: Job): Promise<Result> {
    const waiting = this.#lines.get(line) ?? [];
    if (waiting.length >= (this.#how.mostWaiting ?? 10_000)) throw new DomainError('database.busy');
    this.#lines.set(line, waiting);
    return await new Promise((resolve, reject) => {
      waiting.push({ job, resolve, reject });
      if (!this.#running.has(line)) this.#running.set(line, this.#run(line, waiting));
    });
  }

  /** Resolves when everything that was submitted has its answer. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  async #run(line: string, waiting: Waiting<Job, Result>[]): Promise<void> {
    // Whoever submits in the same turn of the event loop is in the first batch already.
    await Promise.resolve();
    while (waiting.length > 0) await this.#serve(line, this.#next(waiting));
    this.#lines.delete(line);
    this.#running.delete(line);
  }

  /** Takes from the line whoever stands first and those that may go with them. */
  #next(waiting: Waiting<Job, Result>[]): Waiting<Job, Result>[] {
    const { companyOf = () => '', mostAtOnce = 1_000 } = this.#how;
    const [first] = waiting;
    assert(first, 'somebody waits');
    const company = companyOf(first.job);
    const [taken, left]: [Waiting<Job, Result>[], Waiting<Job, Result>[]] = [[], []];
    for (const one of waiting) (taken.length < mostAtOnce && companyOf(one.job) === company ? taken : left).push(one);
    waiting.splice(0, waiting.length, ...left);
    return taken;
  }

  async #serve(line: string, batch: readonly Waiting<Job, Result>[]): Promise<void> {
    try {
      const results = await this.#how.work(
        line,
        batch.map((one) => one.job),
      );
      assert(results.length === batch.length, 'every job has a result');
      batch.forEach((one, i) => one.resolve(results[i] as Result));
    } catch (error) {
      if (batch.length === 1 || isEverybodys(error)) return void batch.forEach((one) => one.reject(error));
      // What one job brought about must not fail the others: halved until it is alone.
      const half = batch.length >> 1;
      await this.#serve(line, batch.slice(0, half));
      await this.#serve(line, batch.slice(half));
    }
  }
}

/** A database that is away, or full, is so for every job. */
function isEverybodys(error: unknown): boolean {
  return isUnavailable(error) || sqlState(error)?.startsWith('53') === true;
}
