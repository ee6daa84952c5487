import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { DesignFile } from '../design-api.ts';
import { scenarioExists } from '../errors.ts';
import { createDesign } from './manage-designs.ts';
import { createScenario } from './manage-scenarios.ts';

/** Takes in a design that was written out, here or elsewhere, with its scenarios: a new design, whatever it was before. */
export async function importDesign(ctx: Ctx, { name, template, document, scenarios }: DesignFile, language: 'zh-CN' | 'en'): Promise<Uuid> {
  const double = scenarios.findIndex((one, i) => scenarios.findIndex((other) => other.name === one.name) < i);
  if (double >= 0) throw scenarioExists(scenarios[double]?.name ?? '', `/scenarios/${double}/name`);
  const designId = await createDesign(ctx, { name, template, document }, language);
  for (const scenario of scenarios) await createScenario(ctx, designId, scenario);
  return designId;
}
