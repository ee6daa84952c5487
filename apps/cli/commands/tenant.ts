import { needed, oneOf, printJson, readArgs, terminalLanguage, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

export const command: Command = {
  usage: 'tenant create --slug S --name N [--currency CNY] [--time-zone Asia/Shanghai] [--policy CN] [--sandbox]',
  summary: 'Makes a brand; --sandbox gives it a virtual clock and allows the policy pack LAB',
  async run(args) {
    const { values, positionals } = readArgs(
      args,
      {
        slug: { type: 'string' },
        name: { type: 'string' },
        currency: { type: 'string' },
        'time-zone': { type: 'string' },
        policy: { type: 'string' },
        sandbox: { type: 'boolean' },
      },
      { min: 1, max: 1 },
    );
    oneOf(positionals[0] ?? '', ['create'], 'what follows tenant');
    const slug = needed(values.slug, 'slug');
    const name = needed(values.name, 'name');
    return await withProduct(values.data, async (product) => {
      const brand = await product.client().brands.create({
        slug,
        name,
        language: terminalLanguage(),
        sandbox: values.sandbox ?? false,
        ...(values.currency === undefined ? {} : { currency: values.currency }),
        ...(values['time-zone'] === undefined ? {} : { timeZone: values['time-zone'] }),
        // Whether there is such a pack, and for whom, is for the rules to say.
        ...(values.policy === undefined ? {} : { policy: values.policy as 'CN' }),
      });
      printJson(brand, values.json ?? false);
      return 0;
    });
  },
};
