import { addMonths, dayText, monthOf, type EpochDay } from '../../kit/time/index.ts';
import type { Acts } from './acts.ts';
import living from './living.json' with { type: 'json' };
import { fen } from './set-up.ts';

interface Design {
  readonly id: string;
  readonly version: number;
  readonly document: Readonly<Record<string, unknown>>;
}

/** What the brand does once its weeks are lived: it designs what it wants to become, and those who brought most ask for what they earned. */
export async function settleIn(acts: Acts, { partners, from }: { partners: readonly string[]; from: EpochDay }): Promise<void> {
  await acts.post('/spend', 'spend', { entries: spent(from) });
  const { data: evidence } = await acts.get<{ data: { question: string; score: number | null }[] }>('/planner/evidence');
  const answers = Object.fromEntries(evidence.flatMap(({ question, score }) => (score === null ? [] : [[question, score]])));
  const design = await designOwn(acts);
  await acts.post('/planner/diagnoses', 'diagnosis', { answers: { ...answers, A1: 3, A2: 3, A3: 2, I1: 4 }, design: design.id });
  await acts.post(`/planner/designs/${design.id}/adopt`, 'adopt', { from: dayText(from).slice(0, 7) });
  for (const [i, legalName] of living.payees.entries()) {
    const phone = `1990000002${i}`;
    await acts.patch(`/people/ext:${partners[i] ?? ''}`, `payee ${i} leaves a number`, { phone });
    const shopper = await acts.shopper(phone);
    await shopper.patch('/me/payee', `payee ${i}`, {
      legalName,
      idNumber: `33010819900101${String(1000 + i)}`,
      account: `622202000000000${i}`,
      bornOn: '1990-01-01',
    });
    const purse = await shopper.get<{ available: { amount: string }; minimum: { amount: string } }>('/me/purse');
    const available = Number(purse.available.amount);
    if (available >= Number(purse.minimum.amount)) await shopper.post('/me/withdrawals', `withdrawal ${i}`, { amount: fen(available) });
  }
}

/** What it paid for being seen: the same every whole month, up to the one its plan begins with. */
function spent(until: EpochDay): object[] {
  return Array.from({ length: living.spendMonths }, (_, i) => addMonths(monthOf(until), -i)).flatMap((month) =>
    living.spend.map(({ amount, ...source }) => ({
      source: { kind: 'paid', ...source },
      from: dayText(month),
      to: dayText(addMonths(month, 1) - 1),
      amount: fen(amount),
    })),
  );
}

/** The brand's trade as it is drawn, with the numbers of its own history wherever that knows them. */
async function designOwn(acts: Acts): Promise<{ readonly id: string }> {
  const made = await acts.post<Design>('/planner/designs', 'design', { name: living.design, template: living.trade });
  const { data } = await acts.get<{ data: { lever: string; own: object | null; posterior: number }[] }>(
    `/planner/calibration?preset=${living.trade}`,
  );
  const known = data.filter(({ own }) => own !== null);
  const own = Object.fromEntries(known.filter(({ lever }) => !lever.startsWith('s.')).map(({ lever, posterior }) => [lever, posterior]));
  const sharing = Object.fromEntries(
    known.filter(({ lever }) => lever.startsWith('s.')).map(({ lever, posterior }) => [lever.slice(2), posterior]),
  );
  const params = { ...own, s: sharing, ...living.params };
  await acts.patch(`/planner/designs/${made.id}`, 'own numbers', { version: made.version, document: { ...made.document, params } });
  return made;
}
