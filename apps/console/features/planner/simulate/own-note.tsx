import { useTranslation } from 'react-i18next';
import { levers, type Lever } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import { TableBox, TableHead } from '../../../../../ui/table/table-box.tsx';
import type { Own, OwnLever } from './own.ts';
import type { There } from './plan-state.ts';
import { sayLever, useSay } from './say.ts';
import type { Plan } from './use-plan.ts';

/** What the figures of a page rest on: the assumptions of a category, or the brand's own history and what of it could be read. */
export function Basis({ of: { own, reading, readAgain, state } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  if (reading === 'failed')
    return (
      <p className="zh-note zh-note-warning" role="status">
        {t('own.failed')} {t('plan:note')}{' '}
        <button type="button" className="zh-text-button" onClick={readAgain}>
          {t('own.again')}
        </button>
      </p>
    );
  const { there } = state;
  if (own === null)
    return (
      <p className="zh-note">
        {t('plan:note')} {there ? t('own.there', { there: say.people(headcount(there)) }) : ''}
      </p>
    );
  return (
    <div className="zh-note zh-plan-basis" data-own={own.measured}>
      <p>{own.measured === 0 ? `${t('own.nothing')} ${t('plan:note')}` : <Measured own={own} />}</p>
      {own.reading.notes.map(({ code, text }) => (
        <p key={code} className="zh-strong">
          {text}
        </p>
      ))}
      <details>
        <summary>{t('own.all')}</summary>
        <OwnTable own={own} />
      </details>
    </div>
  );
}

function Measured({ own: { measured, reading } }: { own: Own }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const { days, customers, orders, start } = reading;
  return t('own.basis', {
    days: say.people(days),
    customers: say.people(customers),
    orders: say.people(orders),
    measured,
    all: levers.length,
    there: say.people(headcount(start)),
  });
}

function headcount({ A, R }: There): number {
  return [...Object.values(A), ...Object.values(R)].reduce((sum, people) => sum + people, 0);
}

/** Every number: what is assumed, what was seen, what is used, and how it was read or why it could not be. */
function OwnTable({ own }: { own: Own }) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  return (
    <TableBox label={t('own.all')}>
      <TableHead
        columns={[
          t('tornado.lever'),
          ...(['assumed', 'seen', 'used', 'range'] as const).map((one) => ({ figures: t(`own.${one}`) })),
          t('own.how'),
        ]}
      />
      <tbody>
        {levers.flatMap((lever) => {
          const one = own.levers.get(lever);
          if (!one) return [];
          const shown = (value: number) => sayLever(lever, value, format, say);
          return [
            <tr key={lever} className={one.own === null ? 'zh-soft' : ''}>
              <td>{t(`plan:levers.${lever}.name`)}</td>
              <td className="zh-end zh-number">{shown(one.prior)}</td>
              <td className="zh-end zh-number">{one.own === null ? say.none : shown(seenIn(one.own))}</td>
              <td className="zh-end zh-number">{shown(one.posterior)}</td>
              <td className="zh-end zh-number">
                {one.interval === null ? say.none : t('own.between', { low: shown(one.interval.low), high: shown(one.interval.high) })}
              </td>
              <td>
                <HowRead of={one} />
              </td>
            </tr>,
          ];
        })}
      </tbody>
    </TableBox>
  );
}

/** Under a slider: assumed, seen and used, between what it may lie, and how that is known. */
export function OwnLine({ lever, of }: { lever: Lever; of: OwnLever }) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const shown = (value: number) => sayLever(lever, value, format, say);
  const facts = { prior: shown(of.prior), used: shown(of.posterior), seen: of.own === null ? say.none : shown(seenIn(of.own)) };
  const between = of.interval === null ? '' : t('own.lineRange', { low: shown(of.interval.low), high: shown(of.interval.high) });
  return (
    <span className="zh-plan-lever-own" data-own={lever}>
      {of.own === null ? null : <span className="zh-number">{t('own.line', facts) + between}</span>}
      <span className="zh-soft">
        <HowRead of={of} />
      </span>
    </span>
  );
}

function HowRead({ of: { said, screen } }: { of: OwnLever }) {
  const { t } = useTranslation('simulate');
  return (
    <>
      {said.text}{' '}
      {screen === null ? null : (
        <Go to={screen} className="zh-link">
          {t('own.look')}
        </Go>
      )}
    </>
  );
}

/** What the history alone would say. */
function seenIn(own: NonNullable<OwnLever['own']>): number {
  return own.kind === 'rate' ? (own.n > 0 ? own.k / own.n : 0) : own.mean;
}
