import { useTranslation } from 'react-i18next';
import { attributedValue, type CreditedSale } from '../../../../../rooms/planner/model/index.ts';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { useLater } from '../../../../../ui/app/later.ts';
import { TableBox, TableHead } from '../../../../../ui/table/table-box.tsx';
import { PersonLink } from '../../../../../ui/tags/person-link.tsx';
import { FormulaCard, Result } from './formula-card.tsx';
import { NumberSlider } from './number-slider.tsx';
import { useSay } from './say.ts';
import { useNumbers } from './use-numbers.ts';

const WEIGHTS = { direct: 0.2, indirect: 0.1 };
const SETTLES_MS = 300;
const ASKED = 8;

/** Three people: the first brought the second, the second the third; each bought for themselves. */
const EXAMPLE: readonly CreditedSale[] = [
  { buyer: 'one', amount: 100, direct: null, indirect: null },
  { buyer: 'two', amount: 80, direct: 'one', indirect: null },
  { buyer: 'three', amount: 60, direct: 'two', indirect: 'one' },
];
const people = ['one', 'two', 'three'] as const;

/** What a person is worth: influence for ranking, and a value in which every sale is given once, on the brand's own people. */
export function WorthCard() {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const { values, slider } = useNumbers('w', WEIGHTS);
  // Together they are at most the whole: what one takes the other has not.
  const direct = Math.min(1, values.direct);
  const indirect = Math.min(1 - direct, values.indirect);
  const own = 1 - direct - indirect;
  const given = attributedValue(EXAMPLE, { own, direct, indirect });
  const influence = { one: 240, two: 140, three: 60 };
  const sales = EXAMPLE.reduce((sum, { amount }) => sum + amount, 0);
  const counted = Object.values(influence).reduce((sum, each) => sum + each, 0);
  const weight = { kind: 'share', unit: '%', sliderTo: 1 } as const;
  return (
    <FormulaCard
      id="worth"
      title={t('formulas.worth.title', { sales: say.amount(sales), counted: say.amount(counted) })}
      sliders={
        <>
          <NumberSlider name={t('formulas.worth.direct')} {...weight} bounds={{ least: 0, most: 1 }} {...slider('direct')} />
          <NumberSlider name={t('formulas.worth.indirect')} {...weight} bounds={{ least: 0, most: 1 - direct }} {...slider('indirect')} />
          <p className="zh-number">{t('formulas.worth.own', { own: say.share(own, 0) })}</p>
          {values.direct + values.indirect > 1 ? (
            <p role="alert" className="zh-harm zh-small">
              {t('formulas.worth.tooMuch')}
            </p>
          ) : null}
        </>
      }
      result={
        <div className="zh-plan-pair">
          <Result id="attributed" name={t('formulas.worth.attributed')} value={say.amount(sales)} note={t('formulas.worth.equal')} />
          <Result id="influence" name={t('formulas.worth.influence')} value={say.amount(counted)} note={t('formulas.worth.more')} />
        </div>
      }
      picture={people.map((id) => ({
        id,
        name: t(`formulas.worth.${id}`),
        value: given.get(id) ?? 0,
        text: say.amount(given.get(id) ?? 0),
        fill: 'zh-fill-referred',
      }))}
      popular={t('formulas.worth.popular', { sales: say.amount(sales), counted: say.amount(counted) })}
      made={{
        head: [t('formulas.stage'), t('formulas.worth.bought'), t('formulas.worth.influence'), t('formulas.worth.share')],
        rows: people.map((id) => [
          t(`formulas.worth.${id}`),
          say.amount(EXAMPLE.find(({ buyer }) => buyer === id)?.amount ?? 0),
          say.amount(influence[id]),
          say.amount(given.get(id) ?? 0),
        ]),
      }}
      more={<OwnPeople direct={direct} indirect={indirect} />}
    />
  );
}

/** The same on the brand's own people, the most first. */
function OwnPeople({ direct, indirect }: { direct: number; indirect: number }) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const maySee = useMay('figures');
  const asked = useLater(JSON.stringify({ directPpm: Math.round(direct * 1e6), indirectPpm: Math.floor(indirect * 1e6) }), SETTLES_MS);
  const found = useAsk(
    ['attributed', asked],
    (client, signal) =>
      client.figures.attributed({ ...(JSON.parse(asked) as { directPpm: number; indirectPpm: number }), limit: ASKED }, { signal }),
    { isOff: !maySee },
  );
  const told = found.data;
  if (!told) return null;
  if (told.data.length === 0) return <p className="zh-soft">{t('formulas.worth.nobody')}</p>;
  const title = t('formulas.worth.ownTitle', {
    sales: format.money(told.sales, { style: 'short' }),
    influence: format.money(told.influence, { style: 'short' }),
  });
  return (
    <section className="zh-stack-tight" data-answer="ownWorth">
      <h3>{title}</h3>
      <TableBox label={title}>
        <TableHead
          columns={[
            t('formulas.stage'),
            { figures: t('formulas.worth.bought') },
            { figures: t('formulas.worth.influence') },
            { figures: t('formulas.worth.share') },
          ]}
        />
        <tbody>
          {told.data.map(({ person, own, influence, attributed }) => (
            <tr key={person.id}>
              <th scope="row">
                <PersonLink person={person} />
              </th>
              <td className="zh-end zh-number">{format.money(own)}</td>
              <td className="zh-end zh-number">{format.money(influence)}</td>
              <td className="zh-end zh-number zh-strong">{format.money(attributed)}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </section>
  );
}
