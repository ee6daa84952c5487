import { setTimeout } from 'node:timers/promises';
import type { Client } from '../../../sdk/index.ts';
import { printJson, readArgs, Refused, terminalLanguage, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

const ASK_AGAIN_MS = 200;
/** A clock this near to the machine's is there. */
const PRESENT_MS = 60_000;
/** With nothing moving for so long, something is wrong. */
const STILL_MS = 120_000;

export const command: Command = {
  usage: 'demo [--tenant S]',
  summary: 'Makes a living sample brand from a seed (a sandbox called demo unless told otherwise); there already, it changes nothing',
  async run(args) {
    const { values } = readArgs(args, { tenant: { type: 'string' } });
    return await withProduct(values.data, async (product) => {
      const brand = await product.client().brands.openSample({ slug: values.tenant ?? 'demo', language: terminalLanguage() });
      const client = product.client(brand.slug);
      await settled(client);
      const loop = await client.figures.loop({});
      const people = await client.people.list({ limit: 1 });
      const told = { tenant: brand.slug, people: people.total, orders: loop.orders };
      if (values.json) printJson(told, true);
      else process.stdout.write(`${brand.name} (${told.tenant}): ${told.people} people, ${told.orders} orders\n`);
      return 0;
    });
  },
};

/** Waits until the files of the brand are in and its clock is the machine's. @throws Refused when a file failed, or nothing moves any more */
async function settled(client: Client): Promise<void> {
  let seen = '';
  for (let movedAt = Date.now(); ; await setTimeout(ASK_AGAIN_MS)) {
    const { data } = await client.imports.list({ limit: 10 });
    const failed = data.find((run) => run.state === 'failed');
    if (failed) throw new Refused(`${failed.fileName} could not be taken in: ${failed.failure?.code}`);
    const { now } = await client.brand.get();
    const isIn = data.every((run) => run.state === 'done' || run.state === 'stopped');
    const behind = Date.now() - Date.parse(now);
    if (isIn && behind < PRESENT_MS) return;
    // Its clock runs by itself: what moves is how far it is behind.
    const state = `${data.map((run) => run.rowsDone).join()} ${Math.round(behind / PRESENT_MS)}`;
    if (state !== seen) [seen, movedAt] = [state, Date.now()];
    if (Date.now() - movedAt > STILL_MS) throw new Refused('the sample brand does not come up to its present; the log says why');
  }
}
