import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { lockLane } from '../../../kit/db/lane.ts';
import { makeTestTenant, openTestDb, sharedData } from '../../../kit/testing/index.ts';
import { bindReferrals, downlineCount, findPeople, type ReferralEntry, type ReferralVerdict } from '../index.ts';

test('a real trust network with rings becomes a forest: the first to trust somebody introduced them', async (t) => {
  const file = sharedData('bitcoin-otc-trust', 'soc-sign-bitcoinotc.csv.gz');
  if (file === null) {
    t.diagnostic('the data set is not on this machine');
    return;
  }
  const entries = rowsOf(gunzipSync(readFileSync(file)).toString());
  assert.equal(entries.length, 35_592);
  const base = await openTestDb();
  try {
    const brand = await makeTestTenant(base.db);
    const counts: Record<ReferralVerdict, number> = { accepted: 0, repeat: 0, self: 0, second: 0, cycle: 0 };
    const parents = new Map<string, string>();
    let people = 0;
    for (let i = 0; i < entries.length; i += 6000) {
      const batch = entries.slice(i, i + 6000);
      const { verdicts, made } = await brand.write(async (ctx) => {
        const lane = await lockLane(ctx);
        const bound = await bindReferrals(ctx, lane, batch);
        await lane.save();
        return bound;
      });
      people += made;
      batch.forEach((entry, n) => {
        const verdict = verdicts[n] as ReferralVerdict;
        assert.equal(verdict, judge(parents, entry), `row ${i + n}`);
        counts[verdict] += 1;
      });
    }
    // 35,592 ratings between 5,881 accounts; nobody rates themselves and nobody rates another twice. 5,860 accounts come in by
    // an accepted row, 11 of them as tops that nobody brought in; 21 are met only in refused rows and are not made.
    // 140 ratings would close a ring: the rater had been brought in by whom they rate, directly or through others.
    assert.deepEqual(counts, { accepted: 5849, repeat: 0, self: 0, second: 29_603, cycle: 140 });
    assert.equal(people, 5860);
    const tops = [...new Set(parents.values())].filter((name) => !parents.has(name));
    assert.equal(tops.length, 11);
    const found = await brand.read((ctx) => findPeople(ctx, tops));
    let below = 0;
    for (const top of found.values()) below += await brand.read((ctx) => downlineCount(ctx, top.node));
    assert.equal(below, counts.accepted);
  } finally {
    await base.close();
  }
});

/** Rater, ratee, rating, time: the first to rate somebody brought them in. In the order of time, ties by place. */
function rowsOf(text: string): ReferralEntry[] {
  const rows = text
    .trim()
    .split('\n')
    .map((line, place) => {
      const [rater = '', ratee = '', , time = ''] = line.split(',');
      return { place, entry: { person: ratee, referrer: rater, atMs: Math.floor(Number(time) * 1000) } };
    });
  return rows.sort((a, b) => a.entry.atMs - b.entry.atMs || a.place - b.place).map((row) => row.entry);
}

function judge(parents: Map<string, string>, { person, referrer }: ReferralEntry): ReferralVerdict {
  if (person === referrer) return 'self';
  const standing = parents.get(person);
  if (standing !== undefined) return standing === referrer ? 'repeat' : 'second';
  for (let at: string | undefined = referrer; at !== undefined; at = parents.get(at)) if (at === person) return 'cycle';
  parents.set(person, referrer);
  return 'accepted';
}
