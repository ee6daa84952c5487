import type { Client } from '../../../sdk/index.ts';
import { printJson, readArgs, Refused, terminalLanguage, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

const ASK_AGAIN_MS = 200;

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

/** Waits until the files of the brand are in. @throws Refused when one of them failed */
async function settled(client: Client): Promise<void> {
  for (;;) {
    const { data } = await client.imports.list({ limit: 10 });
    const failed = data.find((run) => run.state === 'failed');
    if (failed) throw new Refused(`${failed.fileName} could not be taken in: ${failed.failure?.code}`);
    if (data.every((run) => run.state === 'done' || run.state === 'stopped')) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}
