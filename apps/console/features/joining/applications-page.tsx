import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Choice, LongField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { StateFilter, useStateInAddress } from '../../../../ui/page/state-filter.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';

type Application = Awaited<ReturnType<Client['partnerApplications']['get']>>;

const states = ['open', 'accepted', 'declined'] as const satisfies readonly Application['state'][];
const moods = { open: 'warning', accepted: 'good', declined: 'calm' } as const;

/** Who asks to be a partner and who was asked: joining costs nothing and needs no purchase. */
export function ApplicationsPage() {
  const { t } = useTranslation('joining');
  const format = useFormat();
  const mayWrite = useMay('partners');
  const [state, setState] = useStateInAddress<Application['state']>(states);
  const found = useRows<Application>(['partnerApplications', state], (client, page, signal) =>
    client.partnerApplications.list({ state, ...page }, { signal }),
  );
  const [act, setAct] = useState<{ verb: 'approve' | 'decline'; one: Application } | null>(null);
  const [isInviting, setInviting] = useState(false);
  return (
    <ListPage<Application>
      title={t('title')}
      lead={t('lead')}
      tabs={<ReferTabs here="applications" />}
      make={mayWrite ? { label: t('invite.open'), onMake: () => setInviting(true) } : null}
      filters={<StateFilter label={t('state')} states={states} word={(one) => t(`states.${one}`)} value={state} onChange={setState} />}
      picture="tree"
      none={{ title: t(`none.${state}`), text: t('noneText') }}
      of={found}
      wait={4}
      rowKey={(row) => row.id}
      columns={[
        { id: 'who', title: t('who'), cell: (row) => <PersonLink person={row.person} />, width: 'medium' },
        { id: 'kind', title: t('kind'), cell: (row) => t(`kinds.${row.kind}`), from: 'tablet' },
        { id: 'note', title: t('note'), cell: (row) => <bdi>{row.note ?? '–'}</bdi>, width: 'large', from: 'tablet' },
        {
          id: 'declared',
          title: t('declared'),
          cell: (row) => (row.declaredAt ? format.instantDay(row.declaredAt) : t('notYet')),
          from: 'desktop',
        },
        { id: 'at', title: t('askedAt'), cell: (row) => format.instantDay(row.askedAt), from: 'tablet' },
        {
          id: 'state',
          title: t('state'),
          cell: (row) => (
            <span>
              <StateTag mood={moods[row.state]}>{t(`states.${row.state}`)}</StateTag>
              {row.reason ? (
                <div className="zh-soft zh-small">
                  <bdi>{row.reason}</bdi>
                </div>
              ) : null}
            </span>
          ),
        },
        ...(mayWrite && state === 'open'
          ? [
              {
                id: 'act',
                title: t('act'),
                align: 'end' as const,
                cell: (row: Application) =>
                  row.kind === 'applied' ? (
                    <span className="zh-row zh-row-acts">
                      {(['approve', 'decline'] as const).map((verb) => (
                        <Button
                          key={verb}
                          size="small"
                          aria-label={t(`${verb}.of`, { name: personName(row.person) })}
                          onClick={() => setAct({ verb, one: row })}
                        >
                          {t(`${verb}.open`)}
                        </Button>
                      ))}
                    </span>
                  ) : (
                    <span className="zh-soft zh-small">{t('waitsForThem')}</span>
                  ),
              },
            ]
          : []),
      ]}
    >
      {act?.verb === 'approve' ? <Approve one={act.one} onClose={() => setAct(null)} /> : null}
      {act?.verb === 'decline' ? <Decline one={act.one} onClose={() => setAct(null)} /> : null}
      {isInviting ? <Invite onClose={() => setInviting(false)} /> : null}
    </ListPage>
  );
}

function LevelChoice({ value, onChange }: { value: string; onChange: (level: string) => void }) {
  const { t } = useTranslation('joining');
  const levels = useAsk(['levels', 'choice'], (client, signal) => client.partnerLevels.list({ limit: 100 }, { signal }));
  if (!levels.data || levels.data.data.length === 0) return null;
  return (
    <Choice
      isLabelShown
      label={t('level')}
      value={value}
      options={[{ value: '', label: t('noLevel') }, ...levels.data.data.map((one) => ({ value: one.id, label: one.label }))]}
      onChange={onChange}
    />
  );
}

function Approve({ one, onClose }: { one: Application; onClose: () => void }) {
  const { t } = useTranslation('joining');
  const [level, setLevel] = useState('');
  const act = useAct((client) => client.partnerApplications.approve(one.id, level ? { level } : {}), onClose);
  const name = personName(one.person);
  return (
    <Confirm title={t('approve.of', { name })} onClose={onClose} confirm={t('approve.confirm')} act={act} onConfirm={() => act.mutate()}>
      <p>{t('approve.text', { name })}</p>
      <Said one={one} />
      <LevelChoice value={level} onChange={setLevel} />
    </Confirm>
  );
}

/** What they wrote, whole: the list has room for its beginning alone. */
function Said({ one }: { one: Application }) {
  if (!one.note) return null;
  return (
    <blockquote className="zh-quote">
      <bdi>{one.note}</bdi>
    </blockquote>
  );
}

function Decline({ one, onClose }: { one: Application; onClose: () => void }) {
  const { t } = useTranslation('joining');
  const [reason, setReason] = useState('');
  const act = useAct((client) => client.partnerApplications.decline(one.id, { reason: reason.trim() }), onClose);
  return (
    <Confirm
      title={t('decline.of', { name: personName(one.person) })}
      onClose={onClose}
      confirm={t('decline.confirm')}
      isReady={reason.trim() !== ''}
      isDanger
      act={act}
      onConfirm={() => act.mutate()}
    >
      <Said one={one} />
      <LongField label={t('decline.reason')} value={reason} onChange={setReason} rows={2} hint={t('decline.hint')} isRequired />
    </Confirm>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('joining');
  const [person, setPerson] = useState<Picked | null>(null);
  const [level, setLevel] = useState('');
  const [note, setNote] = useState('');
  const act = useAct(
    (client) =>
      client.people.invitePartner(person?.id ?? '', {
        ...(level ? { level } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
      }),
    onClose,
  );
  return (
    <Confirm
      title={t('invite.open')}
      onClose={onClose}
      confirm={t('invite.confirm')}
      isReady={person !== null}
      act={act}
      onConfirm={() => act.mutate()}
    >
      <div className="zh-stack zh-tall-body">
        <p>{t('invite.text')}</p>
        <Picker kind="person" label={t('who')} value={person} onChange={setPerson} />
        <LevelChoice value={level} onChange={setLevel} />
        <LongField label={t('invite.note')} value={note} onChange={setNote} rows={2} />
      </div>
    </Confirm>
  );
}
