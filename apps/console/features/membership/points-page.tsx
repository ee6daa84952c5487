import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { moneyText, typedMoney } from '../../../../ui/format/money.ts';
import { CheckField, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { MembershipTabs } from './membership-tabs.tsx';

type Rules = Awaited<ReturnType<Client['points']['rules']>>;
type Owed = Awaited<ReturnType<Client['points']['liability']>>;
type Body = Parameters<Client['points']['updateRules']>[0];

const MONTHS_SHOWN = 6;

/** What the brand owes in points and when it is over, then the rules that make it grow. */
export function PointsPage() {
  const { t } = useTranslation('membership');
  const maySee = useMay('seeMoney');
  const owed = useAsk(['points', 'liability'], (client, signal) => client.points.liability({ signal }), { isOff: !maySee });
  const [isSaved, setSaved] = useState(false);
  const rules = useAsk(['points', 'rules'], (client, signal) => client.points.rules({ signal }));
  return (
    <Page title={t('points.title')} lead={t('points.lead')} tabs={<MembershipTabs here="points" />}>
      {maySee ? (
        <Answer of={owed} wait={<Skeleton shape="cards" count={1} />}>
          {(answer) => <Liability owed={answer} />}
        </Answer>
      ) : null}
      <Answer of={rules} wait={<Skeleton shape="cards" count={2} />}>
        {(answer) => <RulesForm key={answer.version} rules={answer} isSaved={isSaved} onSaved={setSaved} />}
      </Answer>
    </Page>
  );
}

function Liability({ owed }: { owed: Owed }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const points = (text: string) => format.count(Number(text));
  return (
    <Section title={t('points.owed', { amount: format.money(owed.worth) })} note={t('points.owedNote')}>
      <dl className="zh-counts">
        <div>
          <dt className="zh-soft">{t('points.people')}</dt>
          <dd className="zh-number zh-strong">{format.count(owed.people)}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('points.spendable')}</dt>
          <dd className="zh-number zh-strong">{points(owed.spendable)}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('points.coming')}</dt>
          <dd className="zh-number zh-strong">{points(owed.coming)}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('points.redeemed')}</dt>
          <dd className="zh-number zh-strong">{format.money(owed.redeemed)}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('points.lapsed')}</dt>
          <dd className="zh-number zh-strong">{format.money(owed.lapsed)}</dd>
        </div>
      </dl>
      <p className={owed.month.isOver ? 'zh-note zh-note-warning zh-number' : 'zh-soft zh-number'}>
        {owed.month.budget
          ? t(owed.month.isOver ? 'points.budgetOver' : 'points.budgetOf', {
              granted: format.money(owed.month.granted),
              budget: format.money(owed.month.budget),
            })
          : t('points.noBudget', { granted: format.money(owed.month.granted) })}
      </p>
      {owed.expiring.length > 0 ? (
        <ul className="zh-card zh-stack-tight">
          {owed.expiring.slice(0, MONTHS_SHOWN).map((one) => (
            <li key={one.month ?? 'never'} className="zh-entry">
              <span>{one.month ? t('points.over', { month: format.month(`${one.month.slice(0, 7)}-01`) }) : t('points.never')}</span>
              <span className="zh-number">{format.money(one.worth)}</span>
              <span className="zh-soft zh-small">{t('points.count', { points: points(one.points) })}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

interface Draft {
  worthPoints: string;
  worthAmount: string;
  earnPoints: string;
  earnPer: string;
  most: string;
  expiry: string;
  grace: string;
  checkIn: string;
  streaks: string;
  friend: string;
  growth: string;
  budget: string;
}

const whole = (text: string, least: number, most: number): number | null => {
  const typed = text.trim();
  return /^\d{1,7}$/.test(typed) && Number(typed) >= least && Number(typed) <= most ? Number(typed) : null;
};

/** `7 = 50`, one per line; null where a line says something else or a day comes twice. */
function streaksOf(text: string): { days: number; points: number }[] | null {
  const rows: { days: number; points: number }[] = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [days, points] = /^\s*(\d{1,3})\s*[=:：]\s*(\d{1,7})\s*$/.exec(line)?.slice(1).map(Number) ?? [];
    if (!days || !points || days < 2 || days > 366 || rows.some((row) => row.days === days)) return null;
    rows.push({ days, points });
  }
  return rows;
}

function bodyOf(draft: Draft, { isOn, currency, times }: { isOn: boolean; currency: string; times: Rules['times'] }): Body | null {
  const amount = (text: string) => typedMoney(text, currency);
  const [worthPoints, earnPoints] = [whole(draft.worthPoints, 1, 1_000_000), whole(draft.earnPoints, 0, 1_000_000)];
  const [worth, per, growth, budget] = [draft.worthAmount, draft.earnPer, draft.growth, draft.budget].map(amount);
  const [most, grace] = [whole(draft.most, 0, 99), whole(draft.grace, 1, 365)];
  const expiry = draft.expiry.trim() === '' ? 'never' : whole(draft.expiry, 1, 3_650);
  const [checkIn, friend, streaks] = [whole(draft.checkIn, 0, 1_000_000), whole(draft.friend, 0, 1_000_000), streaksOf(draft.streaks)];
  if (worthPoints === null || earnPoints === null || most === null || grace === null || expiry === null) return null;
  if (checkIn === null || friend === null || streaks === null) return null;
  if (!worth || worth === 'wrong' || !per || per === 'wrong' || growth === 'wrong' || budget === 'wrong') return null;
  if ([worth, per, growth, budget].some((one) => one && one.amount === '0')) return null;
  return {
    isOn,
    worth: { points: worthPoints, amount: worth },
    earn: { points: earnPoints, per },
    times: times.map((one) => ({ ...one })),
    mostPpm: most * 10_000,
    expiryDays: expiry === 'never' ? null : expiry,
    graceDays: grace,
    checkIn: { points: checkIn, streaks },
    friendPoints: friend,
    growthPer: growth ?? null,
    budget: budget ?? null,
  };
}

/** That they were saved is said also when they have come back as a new version of the form. */
function RulesForm({ rules, isSaved, onSaved }: { rules: Rules; isSaved: boolean; onSaved: (isSaved: boolean) => void }) {
  const { t } = useTranslation('membership');
  const { currency } = useFormat();
  const mayWrite = useMay('brand');
  const [isOn, setOn] = useState(rules.isOn);
  const [draft, setDraft] = useState<Draft>(() => ({
    worthPoints: String(rules.worth.points),
    worthAmount: moneyText(rules.worth.amount),
    earnPoints: String(rules.earn.points),
    earnPer: moneyText(rules.earn.per),
    most: String(Math.round(rules.mostPpm / 10_000)),
    expiry: rules.expiryDays === null ? '' : String(rules.expiryDays),
    grace: String(rules.graceDays),
    checkIn: String(rules.checkIn.points),
    streaks: rules.checkIn.streaks.map((one) => `${one.days} = ${one.points}`).join('\n'),
    friend: String(rules.friendPoints),
    growth: moneyText(rules.growthPer),
    budget: moneyText(rules.budget),
  }));
  const set = (name: keyof Draft) => (text: string) => {
    onSaved(false);
    setDraft((now) => ({ ...now, [name]: text }));
  };
  const body = bodyOf(draft, { isOn, currency, times: rules.times });
  const save = useAct(
    (client, given: Body) => client.points.updateRules(given),
    () => onSaved(true),
  );
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (body) save.mutate(body);
      }}
    >
      <Section title={t('points.rules')} note={t('points.rulesNote')} isCard>
        <CheckField label={t('points.isOn')} isOn={isOn} onChange={setOn} />
        <div className="zh-pair">
          <TextField type="number" label={t('points.earn')} value={draft.earnPoints} onChange={set('earnPoints')} />
          <MoneyField label={t('points.per')} value={draft.earnPer} onChange={set('earnPer')} isRequired />
          <TextField type="number" label={t('points.worthPoints')} value={draft.worthPoints} onChange={set('worthPoints')} />
          <MoneyField label={t('points.worthAmount')} value={draft.worthAmount} onChange={set('worthAmount')} isRequired />
          <TextField type="number" label={t('points.most')} value={draft.most} onChange={set('most')} hint={t('points.mostHint')} />
          <TextField type="number" label={t('points.expiry')} value={draft.expiry} onChange={set('expiry')} hint={t('points.expiryHint')} />
        </div>
      </Section>
      <Section title={t('points.reasons')} isCard>
        <div className="zh-pair">
          <TextField
            type="number"
            label={t('points.checkIn')}
            value={draft.checkIn}
            onChange={set('checkIn')}
            hint={t('points.checkInHint')}
          />
          <TextField type="number" label={t('points.friend')} value={draft.friend} onChange={set('friend')} hint={t('points.friendHint')} />
          <MoneyField label={t('points.growth')} value={draft.growth} onChange={set('growth')} hint={t('points.growthHint')} />
          <TextField type="number" label={t('points.grace')} value={draft.grace} onChange={set('grace')} hint={t('points.graceHint')} />
          <MoneyField label={t('points.budget')} value={draft.budget} onChange={set('budget')} hint={t('points.budgetHint')} />
        </div>
        <LongField
          label={t('points.streaks')}
          value={draft.streaks}
          onChange={set('streaks')}
          rows={3}
          hint={t(streaksOf(draft.streaks) ? 'points.streaksHint' : 'points.streaksWrong')}
        />
      </Section>
      <ErrorLine error={save.error} />
      {mayWrite ? (
        <div className="zh-row">
          <Button type="primary" htmlType="submit" disabled={body === null} loading={save.isPending}>
            {t('points.save')}
          </Button>
          <span className="zh-soft zh-small" aria-live="polite">
            {t(isSaved ? 'points.saved' : 'points.saveNote')}
          </span>
        </div>
      ) : null}
    </form>
  );
}
