import { join } from 'node:path';
import { cellsOf, linesOf, runAsProgram } from './lines.mjs';

/**
 * Bitcoin OTC ratings as referrals: a rating above 0 says that the rater vouches for the ratee, so the rater is the referrer. Ratings
 * below 0 vouch for nobody and are left out. Times are Unix seconds.
 * @param {string} folder with soc-sign-bitcoinotc.csv.gz
 */
export async function* referrals(folder) {
  yield 'person,referrer,at';
  for await (const line of linesOf(join(folder, 'soc-sign-bitcoinotc.csv.gz'))) {
    const [rater, ratee, rating, time] = cellsOf(line);
    if (Number(rating) > 0) yield `${ratee},${rater},${Math.floor(Number(time))}`;
  }
}

await runAsProgram(import.meta.url, referrals);
