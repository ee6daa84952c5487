import { needed, readArgs, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

export const command: Command = {
  usage: 'export --tenant S --person ID',
  summary: 'Prints everything the brand holds about a person (per_… or ext:<id>)',
  async run(args) {
    const { values } = readArgs(args, { tenant: { type: 'string' }, person: { type: 'string' } });
    const tenant = needed(values.tenant, 'tenant');
    const person = needed(values.person, 'person');
    return await withProduct(values.data, async (product) => {
      const response = await product.client(tenant).people.export(person);
      const text = await response.text();
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
      return 0;
    });
  },
};
