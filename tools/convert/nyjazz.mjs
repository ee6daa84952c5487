import { join } from 'node:path';
import { cellsOf, linesOf, runAsProgram } from './lines.mjs';

/** Columns of the coupons a person was given to hand on. */
const ISSUED = ['coupon.1', 'coupon.2', 'coupon.3', 'coupon.4', 'coupon.5', 'coupon.6', 'coupon.7'];

/**
 * The New York jazz study as referrals: whoever came with a coupon was recruited by the person it had been issued to. A coupon recruits
 * once; of two who bring the same, the later one counts, as in the published tree. The others, like people without a coupon (seeds) or with
 * one nobody was given, have no row. There are no dates: rows run in order of interview.
 * @param {string} folder with nyjazz.csv
 */
export async function* referrals(folder) {
  const lines = linesOf(join(folder, 'nyjazz.csv'));
  const header = cellsOf((await lines.next()).value);
  const column = (name) => header.indexOf(name);
  const issuedTo = new Map();
  const broughtBy = new Map();
  for await (const line of lines) {
    const cells = cellsOf(line);
    const person = cells[column('id')];
    const brought = cells[column('own.coupon')];
    // Set anew, so that the map's order is that of the persons who count.
    broughtBy.delete(brought);
    if (brought !== 'NA') broughtBy.set(brought, person);
    for (const name of ISSUED) {
      const coupon = cells[column(name)];
      if (coupon !== 'NA' && !issuedTo.has(coupon)) issuedTo.set(coupon, person);
    }
  }
  yield 'person,referrer';
  for (const [coupon, person] of broughtBy) {
    const referrer = issuedTo.get(coupon);
    if (referrer !== undefined) yield `${person},${referrer}`;
  }
}

await runAsProgram(import.meta.url, referrals);
