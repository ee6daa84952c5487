import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';

type Held = Awaited<ReturnType<Client['people']['privileges']>>['data'][number];

/** What somebody may have by their tier and cards, with what of it is left this month; staff tick a use with one tap. */
export function PersonPrivileges({ personId }: { personId: string }) {
  const { t } = useTranslation('membership');
  const mayTick = useMay('orders');
  const held = useAsk(['person', personId, 'privileges'], (client, signal) => client.people.privileges(personId, { signal }));
  const tick = useAct(async (client, one: Held) => {
    const { data } = await client.privileges.use(one.id, { person: personId });
    return data.find((known) => known.id === one.id) ?? null;
  });
  const undo = useAct(async (client, one: Held) => {
    const { data } = await client.privileges.undoUse(one.id, { person: personId });
    return data.find((known) => known.id === one.id) ?? null;
  });
  return (
    <Section title={t('personPrivilege.title')} note={t('personPrivilege.note')}>
      <Answer of={held} wait={<Skeleton shape="rows" count={2} />}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="zh-soft">{t('personPrivilege.none')}</p>
          ) : (
            <DataTable<Held>
              label={t('personPrivilege.title')}
              rows={data}
              rowKey={(row) => row.id}
              columns={[
                { id: 'name', title: t('privilege.what'), cell: (row) => <NameText held={row} />, width: 'large' },
                { id: 'by', title: t('personPrivilege.by'), cell: (row) => <bdi>{row.by.join(t('privilege.comma'))}</bdi>, from: 'tablet' },
                { id: 'used', title: t('personPrivilege.month'), cell: (row) => <UsedText held={row} />, align: 'end' },
                ...(mayTick
                  ? [
                      {
                        id: 'act',
                        title: t('act'),
                        align: 'end' as const,
                        cell: (row: Held) => (
                          <span className="zh-row zh-row-acts">
                            {row.today === 0 ? null : (
                              <Button
                                size="small"
                                disabled={undo.isPending && undo.variables.id !== row.id}
                                loading={undo.isPending && undo.variables.id === row.id}
                                aria-label={t('personPrivilege.undoOf', { name: row.name })}
                                onClick={() => undo.mutate(row, { onSuccess: () => tick.reset() })}
                              >
                                {t('personPrivilege.undo')}
                              </Button>
                            )}
                            {row.left === 0 || row.acts !== null ? null : (
                              <Button
                                size="small"
                                disabled={tick.isPending && tick.variables.id !== row.id}
                                loading={tick.isPending && tick.variables.id === row.id}
                                aria-label={t('personPrivilege.tickOf', { name: row.name })}
                                // Who was quicker at another counter is seen at once.
                                onClick={() => tick.mutate(row, { onSuccess: () => undo.reset(), onError: () => void held.refetch() })}
                              >
                                {t('personPrivilege.tick')}
                              </Button>
                            )}
                          </span>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Answer>
      {tick.data && !tick.isPending ? <Ticked held={tick.data} /> : null}
      <ErrorLine error={tick.error ?? undo.error} />
    </Section>
  );
}

function NameText({ held }: { held: Held }) {
  const { t } = useTranslation('membership');
  return (
    <span>
      <bdi>{held.name}</bdi>
      <div className="zh-soft zh-small">{held.about ? <bdi>{held.about}</bdi> : t(`privilege.kind.${held.kind}`)}</div>
    </span>
  );
}

function UsedText({ held }: { held: Held }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  if (held.acts !== null) return <span className="zh-soft zh-small">{t('personPrivilege.byItself')}</span>;
  return (
    <span className="zh-number">
      {held.cap === null
        ? t('personPrivilege.used', { count: held.used, used: format.count(held.used) })
        : t('personPrivilege.usedOf', { used: format.count(held.used), cap: format.count(held.cap) })}
      <div className="zh-soft zh-small">
        {held.left === null
          ? t('privilege.noCap')
          : held.left === 0
            ? t('personPrivilege.again')
            : t('personPrivilege.left', { left: format.count(held.left) })}
      </div>
    </span>
  );
}

function Ticked({ held }: { held: Held }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  return (
    <p className="zh-note zh-note-good" role="status">
      {held.left === null
        ? t('personPrivilege.ticked', { name: held.name })
        : t('personPrivilege.tickedLeft', { name: held.name, left: format.count(held.left) })}
    </p>
  );
}
