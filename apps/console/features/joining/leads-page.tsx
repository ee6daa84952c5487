import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { LongField } from '../../../../ui/page/controls.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';
import { StateFilter, useStateInAddress } from '../../../../ui/page/state-filter.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Lead = Awaited<ReturnType<Client['leads']['get']>>;

const states = ['open', 'done', 'takenBack'] as const satisfies readonly Lead['state'][];
const moods = { open: 'warning', done: 'good', takenBack: 'calm' } as const;

/** People whom a partner was asked to look after, and what came of it. It binds nobody and earns nobody anything. */
export function LeadsPage() {
  const { t } = useTranslation('joining');
  const format = useFormat();
  const mayHand = useMay('people');
  const [state, setState] = useStateInAddress<Lead['state']>(states);
  const leads = useRows<Lead>(['leads', state], (client, page, signal) => client.leads.list({ state, ...page }, { signal }));
  const [isHanding, setHanding] = useState(false);
  const [taken, setTaken] = useState<Lead | null>(null);
  return (
    <ListPage<Lead>
      title={t('handing.title')}
      lead={t('handing.lead')}
      tabs={<ReferTabs here="leads" />}
      make={mayHand ? { label: t('handing.hand'), onMake: () => setHanding(true) } : null}
      filters={
        <StateFilter label={t('state')} states={states} word={(one) => t(`handing.states.${one}`)} value={state} onChange={setState} />
      }
      picture="people"
      none={{ title: t('handing.none'), text: t('handing.noneText') }}
      noneFiltered={{ title: t(`handing.noneOf.${state === 'done' ? 'done' : 'takenBack'}`) }}
      isFiltered={state !== 'open'}
      of={leads}
      wait={3}
      rowKey={(row) => row.id}
      columns={[
        { id: 'who', title: t('who'), cell: (row) => <PersonLink person={row.person} />, width: 'medium' },
        { id: 'partner', title: t('handing.partner'), cell: (row) => <PersonLink person={row.partner} />, width: 'medium' },
        {
          id: 'note',
          title: t('handing.note'),
          cell: (row) => <bdi className="zh-cut">{row.note ?? '–'}</bdi>,
          width: 'large',
          from: 'desktop',
        },
        { id: 'at', title: t('handing.since'), cell: (row) => format.instantDay(row.handedAt), from: 'tablet' },
        {
          id: 'state',
          title: t('handing.came'),
          cell: (row) => (
            <span>
              <StateTag mood={row.outcome === 'bought' ? 'good' : moods[row.state]}>
                {t(row.outcome && row.state !== 'takenBack' ? `handing.outcomes.${row.outcome}` : `handing.states.${row.state}`)}
              </StateTag>
              {row.outcomeNote ? (
                <div className="zh-soft zh-small">
                  <bdi>{row.outcomeNote}</bdi>
                </div>
              ) : null}
            </span>
          ),
          width: 'medium',
        },
        ...(mayHand && state === 'open'
          ? [
              {
                id: 'act',
                title: t('act'),
                align: 'end' as const,
                cell: (row: Lead) => (
                  <Button size="small" aria-label={t('handing.takeOf', { name: personName(row.person) })} onClick={() => setTaken(row)}>
                    {t('handing.take')}
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    >
      {isHanding ? <Hand onClose={() => setHanding(false)} /> : null}
      {taken ? <TakeBack lead={taken} onClose={() => setTaken(null)} /> : null}
    </ListPage>
  );
}

function Hand({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('joining');
  const [person, setPerson] = useState<Picked | null>(null);
  const [partner, setPartner] = useState<Picked | null>(null);
  const [note, setNote] = useState('');
  const act = useAct(
    (client) =>
      client.leads.create({ person: person?.id ?? '', partner: partner?.id ?? '', ...(note.trim() ? { note: note.trim() } : {}) }),
    onClose,
  );
  return (
    <Confirm
      title={t('handing.hand')}
      onClose={onClose}
      confirm={person && partner ? t('handing.confirm', { name: person.title, partner: partner.title }) : t('handing.hand')}
      isReady={person !== null && partner !== null}
      act={act}
      onConfirm={() => act.mutate()}
    >
      <div className="zh-stack zh-tall-body">
        <p>{t('handing.text')}</p>
        <Picker kind="person" label={t('handing.customer')} value={person} onChange={setPerson} />
        <Picker kind="person" label={t('handing.partner')} value={partner} onChange={setPartner} />
        <LongField label={t('handing.note')} value={note} onChange={setNote} rows={2} hint={t('handing.noteHint')} />
      </div>
    </Confirm>
  );
}

function TakeBack({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const { t } = useTranslation('joining');
  const act = useAct((client) => client.leads.takeBack(lead.id, {}), onClose);
  const name = personName(lead.person);
  return (
    <Confirm
      title={t('handing.takeOf', { name })}
      onClose={onClose}
      confirm={t('handing.takeConfirm')}
      isDanger
      act={act}
      onConfirm={() => act.mutate()}
    >
      <p>{t('handing.takeText', { name, partner: personName(lead.partner) })}</p>
    </Confirm>
  );
}
