import type { useFormat } from '../../../../ui/app/context.tsx';

/** A number of purchases as one says it: whole ones, and of very few their tenths. */
export function said(format: ReturnType<typeof useFormat>, purchases: number): string {
  return purchases < 10 ? format.decimal(purchases, 1) : format.count(Math.round(purchases));
}
