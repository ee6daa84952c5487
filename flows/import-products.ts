import type { Ctx } from '../kit/ctx.ts';
import type { Lane } from '../kit/db/lane.ts';
import { emit } from '../kit/events/index.ts';
import { publicId } from '../kit/ids/index.ts';
import { decimalText } from '../kit/money/index.ts';
import { addProducts, ladderRoles } from '../rooms/catalog/index.ts';
import type { ProductRow, Reject } from '../rooms/imports/index.ts';
import { columnOf, eventSizes, NOTHING, type PortionOutcome, type RunSetting } from './import-portion.ts';

const MAX_STOCK = 2_147_483_647;
const MADE_REMEMBERED = 20_000;

/**
 * Takes a portion of a products file in. Rows that add nothing to a product of this very run (a picture) are accepted, those
 * that add nothing to a product known before are skipped. A row of a product nobody has named is rejected.
 */
export async function importProducts(ctx: Ctx, _lane: Lane, rows: readonly ProductRow[], setting: RunSetting): Promise<PortionOutcome> {
  const rejects: Reject[] = [];
  const sound: ProductRow[] = [];
  for (const row of rows) {
    if (row.stock !== null && Math.abs(row.stock) > MAX_STOCK) {
      rejects.push({ row: row.row, column: columnOf(setting.recognition, 'stock'), value: String(row.stock), reason: 'stock.tooLarge' });
    } else if (row.ladderRole === null || ladderRoles.has(row.ladderRole)) sound.push(row);
    else
      rejects.push({
        row: row.row,
        column: columnOf(setting.recognition, 'ladderRole'),
        value: row.ladderRole,
        reason: 'ladderRole.unknown',
      });
  }
  const added = await addProducts(
    ctx,
    sound.map((row) => ({
      externalId: row.product,
      name: row.name,
      price: row.price,
      cost: row.cost,
      category: row.category,
      ladderRole: row.ladderRole,
      stock: row.stock,
      sku: row.sku,
    })),
    setting.onConflict,
  );
  const conflicts: { row: number; order: string; was: string; is: string }[] = [];
  let accepted = 0;
  let skipped = 0;
  added.verdicts.forEach((verdict, i) => {
    const row = sound[i];
    if (!row) return;
    if (verdict === 'made') setting.madeProducts.add(row.product);
    if (verdict === 'nameless') {
      rejects.push({ row: row.row, column: columnOf(setting.recognition, 'name'), value: row.product, reason: 'name.missing' });
    } else if (verdict === 'made' || verdict === 'filled' || setting.madeProducts.has(row.product)) accepted += 1;
    else {
      skipped += 1;
      if (verdict === 'conflict')
        conflicts.push({
          row: row.row,
          order: row.product,
          was: '',
          is: row.name ?? (row.price === null ? '' : decimalText(row.price, ctx.tenant.currency)),
        });
    }
  });
  if (setting.madeProducts.size > MADE_REMEMBERED) setting.madeProducts.clear();
  for (const count of eventSizes(accepted)) {
    await emit(ctx, { kind: 'products.imported', version: 1, payload: { run: publicId('run', setting.runId), rows: count } });
  }
  return { ...NOTHING, accepted, skipped, rejects: rejects.sort((a, b) => a.row - b.row), products: added.made, conflicts };
}
