import type { useFormat } from '../../../../ui/app/context.tsx';

/** How far what came was off what was foreseen, with its sign; a dash where nothing was foreseen. */
export function offText(format: ReturnType<typeof useFormat>, off: number | null): string {
  return off === null ? '–' : format.change(off, 0);
}
