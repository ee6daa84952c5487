import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { StageTag } from '../../../../ui/tags/tags.tsx';
import type { Person } from './person-page.tsx';

type Relations = Awaited<ReturnType<Client['people']['relations']>>;
type Direct = Awaited<ReturnType<Client['people']['directs']>>['data'][number];

const UPLINE_SHOWN = 12;

/** Who brought this person, up to the first; and whom they brought, level by level as it is opened. */
export function Chain({ person, relations }: { person: Person; relations: Relations }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  return (
    <div className="zh-stack">
      <Section
        title={t('chain.up')}
        note={
          relations.upline.length === 0
            ? t('chain.noUp')
            : t('chain.upNote', {
                count: relations.upline.length,
                depth: format.count(relations.upline.length),
              })
        }
      >
        {relations.upline.length > 0 ? <Upline upline={relations.upline} /> : null}
      </Section>
      <Section
        title={t('chain.down')}
        note={relations.directs === 0 ? null : t('chain.downNote', { count: relations.downline, people: format.count(relations.downline) })}
      >
        {relations.directs === 0 ? (
          <EmptyState picture="tree" title={t('chain.noDown')} text={t('chain.noDownText')} />
        ) : (
          <ul className="zh-tree zh-tree-root" aria-label={t('chain.down')}>
            <Level personId={person.id} depth={1} />
          </ul>
        )}
      </Section>
    </div>
  );
}

function Upline({ upline }: { upline: Relations['upline'] }) {
  const { t } = useTranslation('relations');
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? upline : upline.slice(0, UPLINE_SHOWN);
  return (
    <>
      <ol className="zh-upline">
        {shown.map((step) => (
          <li key={step.person.id}>
            <span className="zh-soft zh-small zh-number">{t('chain.depth', { depth: step.depth })}</span>
            <Go to={`people/${step.person.id}?part=relations`} className="zh-cut">
              <bdi>{personName(step.person)}</bdi>
            </Go>
          </li>
        ))}
      </ol>
      {upline.length > shown.length ? (
        <div>
          <Button onClick={() => setWhole(true)}>{t('chain.whole', { count: upline.length - shown.length })}</Button>
        </div>
      ) : null}
    </>
  );
}

/** The people one person introduced, a page at a time: a level of a hundred thousand opens as fast as one of ten. */
function Level({ personId, depth }: { personId: string; depth: number }) {
  const { t } = useTranslation('relations');
  const directs = useRows<Direct>(
    ['person', personId, 'directs'],
    (client, page, signal) => client.people.directs(personId, page, { signal }),
    { limit: 30 },
  );
  if (directs.error && !directs.rows)
    return (
      <li>
        <ErrorState error={directs.error} onRetry={directs.retry} />
      </li>
    );
  if (!directs.rows)
    return (
      <li>
        <Skeleton shape="text" count={2} />
      </li>
    );
  return (
    <>
      {directs.rows.map((row) => (
        <Branch key={row.person.id} row={row} depth={depth} />
      ))}
      {directs.hasMore ? (
        <li>
          <Button size="small" onClick={directs.more} loading={directs.isLoadingMore}>
            {t('ui:table.more')}
          </Button>
        </li>
      ) : null}
    </>
  );
}

function Branch({ row, depth }: { row: Direct; depth: number }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const name = personName(row.person);
  return (
    <li>
      <div className="zh-branch">
        {row.directs > 0 ? (
          <button
            type="button"
            className="zh-branch-toggle"
            aria-expanded={isOpen}
            aria-label={t(isOpen ? 'chain.close' : 'chain.open', { name, count: row.directs })}
            onClick={() => setOpen(!isOpen)}
          >
            <span aria-hidden="true">{isOpen ? '−' : '+'}</span>
          </button>
        ) : (
          <span className="zh-branch-leaf" aria-hidden="true" />
        )}
        <Go to={`people/${row.person.id}?part=relations`} className="zh-link zh-cut">
          <bdi>{name}</bdi>
        </Go>
        <StageTag stage={row.stage} />
        <span className="zh-soft zh-small zh-number zh-branch-facts">
          {row.downline > 0 ? `${t('chain.behind', { count: row.downline, people: format.count(row.downline) })} · ` : ''}
          {t('chain.worth', {
            own: format.money(row.own, { style: 'short' }),
            influence: format.money(row.influence, { style: 'short' }),
          })}
        </span>
      </div>
      {isOpen ? (
        <ul className="zh-tree" aria-label={t('chain.level', { depth: depth + 1 })}>
          <Level personId={row.person.id} depth={depth + 1} />
        </ul>
      ) : null}
    </li>
  );
}
