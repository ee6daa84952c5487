import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';

export type Run = Awaited<ReturnType<Client['imports']['get']>>;
type Reject = Run['result']['rejects'][number];

/** What a run counted. Zero counts that say nothing are left out. */
export function ResultFigures({ run }: { run: Run }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { result } = run;
  const counts = [
    ['rows', result.rows, true],
    ['accepted', result.accepted, true],
    ['skipped', result.skipped, true],
    ['rejected', result.rejected, true],
    ['orders', result.orders, run.as === 'orders'],
    ['returns', result.returns, result.returns > 0],
    ['people', result.people, run.as !== 'products'],
    ['products', result.products, run.as === 'products' || result.products > 0],
    ['referrals', result.referrals, run.as === 'referrals' || result.referrals > 0],
  ] as const;
  return (
    <dl className="zh-counts">
      {counts
        .filter(([, , isShown]) => isShown)
        .map(([name, count]) => (
          <div key={name}>
            <dt className="zh-soft zh-small">{t(`result.${name}`)}</dt>
            <dd className={name === 'rejected' && count > 0 ? 'zh-number zh-strong zh-harm' : 'zh-number zh-strong'}>
              {format.count(count)}
            </dd>
          </div>
        ))}
      {run.as === 'orders' ? (
        <div>
          <dt className="zh-soft zh-small">{t('result.sales')}</dt>
          <dd className="zh-number zh-strong">{format.money(result.sales)}</dd>
        </div>
      ) : null}
    </dl>
  );
}

/** Refused rows: where, what, and why in words. */
export function Rejects({ rejects }: { rejects: readonly Reject[] }) {
  const { t } = useTranslation('imports');
  return (
    <DataTable<Reject>
      label={t('rejects.title')}
      isTall
      rows={rejects}
      rowKey={(row) => `${row.row} ${row.column} ${row.reason}`}
      columns={[
        { id: 'row', title: t('rejects.row'), cell: (row) => row.row, align: 'end', width: 'tiny' },
        { id: 'column', title: t('rejects.column'), cell: (row) => row.column ?? '–', width: 'medium' },
        {
          id: 'value',
          title: t('rejects.value'),
          cell: (row) => (
            <bdi className="zh-cut" title={row.value ?? ''}>
              {row.value ?? '–'}
            </bdi>
          ),
          width: 'medium',
        },
        { id: 'reason', title: t('rejects.reason'), cell: (row) => reasonText(t, row.reason) },
      ]}
    />
  );
}

/**
 * A reason's sentence: its own, else what is wrong with which field (`paid.notANumber`), else the bare code of a reason
 * these words do not know yet.
 */
export function reasonText(t: TFunction<'imports'>, reason: string): string {
  const own = t(`reason.${reason.replace('.', '_')}`, { defaultValue: '' });
  if (own) return own;
  const [field = '', kind = ''] = reason.split('.');
  return t(`reasonOf.${kind}`, { field: t(`field.${field}`, { defaultValue: field }), defaultValue: reason });
}
