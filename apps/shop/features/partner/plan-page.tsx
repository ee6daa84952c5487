import './partner.css';
import { Answer, useAsk } from '../../../../ui/shop/ask.tsx';
import { SumRow } from '../../../../ui/shop/money.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { periodText } from './period.ts';
import type { Incomes, Plan } from './types.ts';

/** What anybody may read before they decide: how partners are paid, what leads to another level, and what all of them earned. */
export function PlanPage() {
  const words = useWords('partner').plan;
  const { visitor } = useShop();
  const plan = useAsk(['partner', 'plan'], (client, signal) => client.partnerPlan({ signal }));
  const incomes = useAsk(['partner', 'incomes'], (client, signal) => client.incomeDisclosure({ signal }));
  return (
    <ShopPage title={words.title} back={visitor === null ? '/me' : '/partner'}>
      <Answer of={plan} wait={<Bones shape="text" />}>
        {(one) => <PlanOf plan={one} />}
      </Answer>
      <Answer of={incomes} wait={<Bones shape="rows" />}>
        {(one) => <IncomesOf incomes={one} />}
      </Answer>
    </ShopPage>
  );
}

function PlanOf({ plan: { plan, sentences, levels } }: { plan: Plan }) {
  const words = useWords('partner').plan;
  const format = useFormat();
  if (plan === null) return <EmptyState picture="orders" title={words.none} text={words.noneText} />;
  return (
    <>
      <Part title={words.pay}>
        <p className="zh-soft">
          <bdi>{say(words.name, { name: plan.name, version: plan.version, day: format.instantDay(plan.since) })}</bdi>
        </p>
        <ul className="zs-sentences">
          {sentences.map(({ about, text }) => (
            <li key={about + text} className="zh-read">
              {text}
            </li>
          ))}
        </ul>
      </Part>
      {levels.length > 0 ? (
        <Part title={words.levels}>
          <ul className="zs-rows">
            {levels.map(({ label, rule }) => (
              <li key={label} className="zs-row">
                <span className="zs-row-text">
                  <bdi>{label}</bdi>
                  <span className="zh-soft zh-small">{rule ? <Rule rule={rule} /> : words.byHand}</span>
                </span>
              </li>
            ))}
          </ul>
          <p className="zh-soft zh-small">{words.never}</p>
        </Part>
      ) : null}
    </>
  );
}

type LevelRule = NonNullable<Plan['levels'][number]['rule']>;

function Rule({ rule }: { rule: LevelRule }) {
  const words = useWords('partner').plan;
  const format = useFormat();
  const told = (value: LevelRule['reach']): string => (typeof value === 'number' ? format.count(value) : format.money(value));
  const sentence = rule.measure === 'sales' ? words.reachSales : words.reachServices;
  return (
    <>
      {say(sentence, { reach: told(rule.reach), keep: told(rule.keep), days: rule.windowDays })}{' '}
      {say(words.grace, { days: rule.graceDays })}
    </>
  );
}

function IncomesOf({ incomes }: { incomes: Incomes }) {
  const words = useWords('partner').plan;
  const format = useFormat();
  return (
    <Part title={words.incomes}>
      <p className="zh-soft">{periodText(incomes, { words: words.period, format })}</p>
      <dl className="zs-sum">
        <dt>{words.partners}</dt>
        <dd className="zh-number">{format.count(incomes.partners)}</dd>
        <dt>{words.nothing}</dt>
        <dd className="zh-number">
          {format.count(incomes.earnedNothing)}
          {incomes.nothingShare === null ? '' : ` (${format.share(incomes.nothingShare)})`}
        </dd>
        {incomes.quartiles
          ? (['lower', 'median', 'upper', 'topTenth'] as const).map((each) => (
              <SumRow key={each} name={words[each]} of={incomes.quartiles?.[each] ?? format.zero} />
            ))
          : null}
      </dl>
      {incomes.quartiles ? null : <p className="zh-soft zh-small">{words.few}</p>}
      <p className="zh-soft zh-small">{words.hours}</p>
    </Part>
  );
}
