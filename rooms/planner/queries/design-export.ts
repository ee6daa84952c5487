import { isDeepStrictEqual } from 'node:util';
import type { Ctx } from '../../../kit/ctx.ts';
import { MOST_SCENARIOS, type DesignFile, type DesignJson } from '../design-api.ts';
import { designFileText } from '../model/design-file.ts';
import { withOverrides, type PlanOverrides } from '../model/parameters.ts';
import { stocksOf, type StocksSaid } from '../model/simulate.ts';
import { timeText } from '../model/say-time.ts';
import { adoptionOf, type AdoptionRow } from './adoptions.ts';
import { priorOf } from './calibration.ts';
import { documentOf, type DesignRow } from './designs.ts';
import { scenariosOf } from './scenarios.ts';

type Kept = DesignFile['scenarios'][number];

/**
 * A design as the bytes of a file, its scenarios with it. What the brand lives by is among them as it was adopted, with who was there then,
 * unless one of them is still just that; of a design with as many scenarios as there may be, those alone.
 */
export async function designExport(ctx: Ctx, row: DesignRow, language: 'zh-CN' | 'en'): Promise<string> {
  const document = await documentOf(ctx, row.design_id);
  const scenarios = (await scenariosOf(ctx, row.design_id)).map(({ name, note, params, months, adsOffAfter, start }): Kept => ({
    name,
    note,
    params,
    months,
    adsOffAfter,
    start,
  }));
  const { name, template } = row;
  const adoption = await adoptionOf(ctx, row.design_id);
  const lived = adoption !== null && adoption.ended_at === null ? asAdopted(adoption, { template, document, scenarios }, language) : null;
  return designFileText({ name, template, document, scenarios: lived === null ? scenarios : [...scenarios, lived] });
}

/** The adopted plan as a scenario; null where one of those that are kept says the same. */
function asAdopted(
  { params, start: { adsOffAfter, A, R }, months, from_month: from }: AdoptionRow,
  { template, document, scenarios }: Pick<DesignJson, 'template' | 'document'> & { scenarios: readonly Kept[] },
  language: 'zh-CN' | 'en',
): Kept | null {
  const own = priorOf({ preset: template, document });
  const start = { A, R };
  const isIt = (one: Kept): boolean =>
    one.months === months &&
    one.adsOffAfter === adsOffAfter &&
    isDeepStrictEqual(stocksOf((one.start ?? {}) as StocksSaid), start) &&
    isDeepStrictEqual(withOverrides(own, one.params as PlanOverrides), params);
  if (scenarios.length >= MOST_SCENARIOS || scenarios.some(isIt)) return null;
  const month = timeText(from, language);
  const called = language === 'en' ? `Lived by from ${month}` : `${month}起采用的打算`;
  const names = new Set(scenarios.map((one) => one.name));
  const free = Array.from({ length: MOST_SCENARIOS + 1 }, (_, i) => (i === 0 ? called : `${called} (${i + 1})`)).find(
    (one) => !names.has(one),
  );
  return { name: free ?? called, note: '', params: { ...params }, months, adsOffAfter, start };
}
