import { needed, printJson, readArgs, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

export const command: Command = {
  usage: 'erase --tenant S --person ID [--dry-run]',
  summary: 'Takes out of the brand what names a person; what they bought stays, as nobody in particular',
  async run(args) {
    const { values } = readArgs(args, { tenant: { type: 'string' }, person: { type: 'string' }, 'dry-run': { type: 'boolean' } });
    const tenant = needed(values.tenant, 'tenant');
    const person = needed(values.person, 'person');
    return await withProduct(values.data, async (product) => {
      printJson(await product.client(tenant).people.erase(person, {}, { dryRun: values['dry-run'] ?? false }), values.json ?? false);
      return 0;
    });
  },
};
