import { FORMAT, FORMAT_VERSION, type DesignFile } from '../design-api.ts';

/**
 * A design as the bytes of a file: every key in its place, whatever order it was kept in, so that what is written out, taken in and written
 * out again is the same to the byte.
 */
export function designFileText(design: Pick<DesignFile, 'name' | 'template' | 'document' | 'scenarios'>): string {
  const { name, template, document, scenarios } = design;
  const whole = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    name,
    template,
    document: sorted(document),
    scenarios: scenarios.map((one) => sorted(one)),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
