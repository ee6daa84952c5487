import { join } from 'node:path';
import { cellsOf, linesOf, runAsProgram } from './lines.mjs';

const WHOLE_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/**
 * Weibo cascades as referrals: whoever reposted was introduced by the user of the post they reposted, the root post being its author's.
 * Times are UTC+8; eleven rows say a day without its year, which is no time, so they come without one. Users who reposted themselves stay in: refusing them is the import's business.
 * @param {string} folder with cascades.csv and edges.csv.gz
 */
export async function* referrals(folder) {
  const users = new Map();
  const roots = linesOf(join(folder, 'cascades.csv'));
  await roots.next();
  for await (const line of roots) {
    const [cascade, rootUser] = cellsOf(line);
    users.set(`${cascade}/0`, rootUser);
  }
  // A parent may stand below its child, so all nodes are known before the first line is written.
  const edges = [];
  const nodes = linesOf(join(folder, 'edges.csv.gz'));
  await nodes.next();
  for await (const line of nodes) {
    const [cascade, node, parent, user, time] = cellsOf(line);
    users.set(`${cascade}/${node}`, user);
    edges.push({
      user,
      from: `${cascade}/${parent}`,
      at: WHOLE_TIME.test(time) ? `${time.replace(' ', 'T')}+08:00` : '',
    });
  }
  yield 'person,referrer,at';
  for (const { user, from, at } of edges) yield `${user},${users.get(from)},${at}`;
}

await runAsProgram(import.meta.url, referrals);
