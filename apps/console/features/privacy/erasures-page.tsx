import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { StateFilter, useStateInAddress } from '../../../../ui/page/state-filter.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Wish = Awaited<ReturnType<Client['erasureRequests']['list']>>['data'][number];

const states = ['open', 'done', 'withdrawn'] as const satisfies readonly Wish['state'][];

/** Who asked in the shop to be forgotten, until when the law gives time, and what each still waits for. */
export function ErasuresPage({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  const [state, setState] = useStateInAddress<Wish['state']>(states);
  const wishes = useRows<Wish>(['erasureRequests', state], (client, page, signal) =>
    client.erasureRequests.list({ state, ...page }, { signal }),
  );
  const waits = (wish: Wish): string =>
    wish.waits
      .map((wait) =>
        'count' in wait ? t(`waits.${wait.kind}`, { count: wait.count }) : t(`waits.${wait.kind}`, { amount: format.money(wait.amount) }),
      )
      .join(' · ');
  return (
    <ListPage<Wish>
      title={t('title')}
      lead={t('lead')}
      tabs={tabs}
      make={null}
      filters={<StateFilter label={t('state')} states={states} word={(one) => t(`states.${one}`)} value={state} onChange={setState} />}
      picture="people"
      none={{ title: t('none'), text: t('noneText') }}
      noneFiltered={{ title: t(`noneOf.${state === 'done' ? 'done' : 'withdrawn'}`) }}
      isFiltered={state !== 'open'}
      of={wishes}
      wait={3}
      rowKey={(row) => row.id}
      columns={[
        { id: 'who', title: t('who'), cell: (row) => <PersonLink person={row.person} />, width: 'medium' },
        { id: 'asked', title: t('asked'), cell: (row) => format.instantDay(row.askedAt), width: 'small', from: 'tablet' },
        {
          id: 'due',
          title: t('due'),
          cell: (row) => (
            <span>
              {format.instantDay(row.dueAt)}
              {row.isLate ? (
                <>
                  {' '}
                  <StateTag mood="harm">{t('late')}</StateTag>
                </>
              ) : null}
            </span>
          ),
          width: 'medium',
        },
        {
          id: 'how',
          title: t('how'),
          cell: (row) => {
            if (row.endedAt !== null)
              return t(`ended.${row.state === 'done' ? 'done' : 'withdrawn'}`, { day: format.instantDay(row.endedAt) });
            return row.waits.length > 0 ? (
              <span className="zh-wrap">
                <StateTag mood="warning">{t('settle')}</StateTag> {waits(row)}
              </span>
            ) : (
              <span className="zh-wrap">{t('goes', { day: format.instantDay(row.eraseAt) })}</span>
            );
          },
          width: 'large',
        },
      ]}
    />
  );
}
