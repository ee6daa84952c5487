import { needed, oneOf, printJson, readArgs, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

export const command: Command = {
  usage: 'key create --tenant S --role owner|operator|staff|readonly [--name N]',
  summary: 'Makes an API key and prints it, once',
  async run(args) {
    const { values, positionals } = readArgs(
      args,
      { tenant: { type: 'string' }, role: { type: 'string' }, name: { type: 'string' } },
      { min: 1, max: 1 },
    );
    oneOf(positionals[0] ?? '', ['create'], 'what follows key');
    const tenant = needed(values.tenant, 'tenant');
    const role = oneOf(needed(values.role, 'role'), ['owner', 'operator', 'staff', 'readonly'], '--role');
    return await withProduct(values.data, async (product) => {
      const made = await product.client(tenant).keys.create({ role, name: values.name ?? `${role} key` });
      printJson({ key: made.key }, true);
      return 0;
    });
  },
};
