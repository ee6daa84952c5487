import { needed, oneOf, printJson, readArgs, UsageError, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

const FIGURES = ['loop', 'lifetime', 'funnel', 'cohorts', 'rfm', 'prediction'] as const;

export const command: Command = {
  usage: 'figures loop|lifetime|funnel|cohorts|rfm|prediction --tenant S [--from D] [--to D] [--calibration-end D]',
  summary: 'Prints figures as the API gives them; from is in, to is out, all days YYYY-MM-DD',
  async run(args) {
    const { values, positionals } = readArgs(
      args,
      { tenant: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, 'calibration-end': { type: 'string' } },
      { min: 1, max: 1 },
    );
    const figure = oneOf(positionals[0] ?? '', FIGURES, 'the figure');
    const tenant = needed(values.tenant, 'tenant');
    const period = { from: dayOf(values.from, 'from'), to: dayOf(values.to, 'to') };
    return await withProduct(values.data, async (product) => {
      const { figures } = product.client(tenant);
      const asked = {
        loop: async () => await figures.loop(period),
        lifetime: async () => await figures.lifetime({ to: period.to }),
        funnel: async () => await figures.funnel(period),
        cohorts: async () => await figures.cohorts(period),
        rfm: async () => await figures.rfm(),
        prediction: async () => await figures.prediction({ calibrationEnd: dayOf(values['calibration-end'], 'calibration-end') }),
      };
      printJson(await asked[figure](), values.json ?? false);
      return 0;
    });
  },
};

function dayOf(value: string | undefined, name: string): string | undefined {
  if (value !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new UsageError(`--${name} is a day, YYYY-MM-DD`);
  return value;
}
