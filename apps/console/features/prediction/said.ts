import type { useFormat } from '../../../../ui/app/context.tsx';

/** A number of purchases as one says it: whole ones, and of very few their tenths. */
export function said(format: ReturnType<typeof useFormat>, purchases: number): string {
  const tenths = Math.round(purchases * 10);
  return purchases < 10 && tenths % 10 !== 0 ? format.decimal(tenths / 10, 1) : format.count(Math.round(purchases));
}
