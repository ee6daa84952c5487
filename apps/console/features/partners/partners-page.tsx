import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Choice } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';

type Partner = Awaited<ReturnType<Client['partners']['list']>>['data'][number];

/** Who earns by introducing others: their level, since when, what they have, and how a partnership begins and ends. */
export function PartnersPage() {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const mayWrite = useMay('partners');
  const [url, change] = useUrl();
  const state: 'active' | 'ended' = url.state === 'ended' ? 'ended' : 'active';
  const levels = useLevels();
  const filter = { state, ...(url.level ? { level: url.level } : {}) };
  const partners = useRows<Partner>(
    ['partners', filter],
    (client, page, signal) => client.partners.list({ ...filter, ...page }, { signal }),
    {
      limit: 100,
    },
  );
  const label = (id: string | null) => (id === null ? null : (levels.find((level) => level.id === id)?.label ?? id));
  const isFiltered = state === 'ended' || url.level !== undefined;
  return (
    <Page
      title={t('partners.title')}
      lead={t('partners.lead')}
      tabs={<ReferTabs here="partners" />}
      actions={mayWrite ? <Enrol levels={levels} /> : null}
    >
      <div className="zh-row zh-row-end">
        <Choice
          isLabelShown
          label={t('partners.state')}
          value={state}
          options={[
            { value: 'active', label: t('partners.active') },
            { value: 'ended', label: t('partners.ended') },
          ]}
          onChange={(value) => change({ state: value === 'active' ? undefined : value })}
        />
        {levels.length > 0 ? (
          <Choice
            isLabelShown
            label={t('partners.level')}
            value={url.level ?? ''}
            options={[{ value: '', label: t('partners.anyLevel') }, ...levels.map((level) => ({ value: level.id, label: level.label }))]}
            onChange={(level) => change({ level })}
          />
        ) : null}
      </div>
      <RowsTable<Partner>
        of={partners}
        wait={6}
        none={
          <EmptyState
            picture="tree"
            title={t(isFiltered ? 'partners.noneFiltered' : 'partners.none')}
            text={t(isFiltered ? 'partners.noneFilteredText' : 'partners.noneText')}
          >
            {isFiltered ? null : (
              <Go to="people/natural" className="zh-link">
                {t('partners.natural')}
              </Go>
            )}
          </EmptyState>
        }
        label={t('partners.title')}
        isTall
        rowKey={(row) => row.id}
        columns={[
          { id: 'who', title: t('partners.who'), cell: (row) => <PersonLink person={row.person} />, width: 'large' },
          {
            id: 'level',
            title: t('partners.level'),
            cell: (row) => label(row.level) ?? <span className="zh-soft">{t('partners.noLevel')}</span>,
          },
          { id: 'from', title: t('partners.from'), cell: (row) => format.instantDay(row.from), from: 'tablet' },
          ...(state === 'ended'
            ? [
                {
                  id: 'to',
                  title: t('partners.to'),
                  cell: (row: Partner) => (row.to ? format.instantDay(row.to) : '–'),
                  from: 'tablet' as const,
                },
                {
                  id: 'ended',
                  title: t('partners.how'),
                  cell: (row: Partner) => (row.ended ? <StateTag mood="calm">{t(`partners.ways.${row.ended}`)}</StateTag> : '–'),
                },
              ]
            : []),
          {
            id: 'more',
            title: t('partners.has'),
            cell: (row) => (
              <button
                type="button"
                className="zh-text-button"
                aria-haspopup="dialog"
                aria-label={t('partners.openOf', { name: personName(row.person) })}
                onClick={() => change({ partner: row.id })}
              >
                {t('partners.open')}
              </button>
            ),
            align: 'end',
          },
        ]}
      />
      <PartnerSheet id={url.partner ?? null} levels={levels} onClose={() => change({ partner: undefined })} />
    </Page>
  );
}

type Level = { id: string; label: string };

function useLevels(): Level[] {
  const levels = useAsk(['levels'], (client, signal) => client.partnerLevels.list({ limit: 200 }, { signal }));
  return levels.data?.data ?? [];
}

function LevelChoice({ levels, value, onChange }: { levels: Level[]; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('partners');
  return (
    <Choice
      isLabelShown
      label={t('partners.level')}
      value={value}
      options={[{ value: '', label: t('partners.noLevel') }, ...levels.map((level) => ({ value: level.id, label: level.label }))]}
      onChange={onChange}
    />
  );
}

function Enrol({ levels }: { levels: Level[] }) {
  const { t } = useTranslation('partners');
  const [isOpen, setOpen] = useState(false);
  const [person, setPerson] = useState<Picked | null>(null);
  const [level, setLevel] = useState('');
  const enrol = useAct(
    (client) => client.partners.create({ person: person?.id ?? '', level: level || null }),
    () => {
      setOpen(false);
      setPerson(null);
    },
  );
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('enrol.open')}
      </Button>
      <Confirm
        title={t('enrol.open')}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirm={person ? t('enrol.confirm', { name: person.title }) : t('enrol.open')}
        isReady={person !== null}
        act={enrol}
        onConfirm={() => enrol.mutate()}
      >
        <div className="zh-stack zh-tall-body">
          <Picker label={t('partners.who')} kind="person" value={person} onChange={setPerson} />
          {levels.length > 0 ? <LevelChoice levels={levels} value={level} onChange={setLevel} /> : null}
          <p className="zh-soft">{t('enrol.text')}</p>
        </div>
      </Confirm>
    </>
  );
}

/** One partner beside the list: what they have, their level, and the end of the partnership. */
function PartnerSheet({ id, levels, onClose }: { id: string | null; levels: Level[]; onClose: () => void }) {
  const { t } = useTranslation('partners');
  const partner = useAsk(['partner', id], (client, signal) => client.partners.get(id ?? '', { signal }), { isOff: id === null });
  const found = id !== null && partner.data?.id === id ? partner.data : null;
  return (
    <Dialog kind="sheet" title={found ? personName(found.person) : t('partners.one')} isOpen={id !== null} onClose={onClose}>
      {found ? (
        <PartnerFacts partner={found} levels={levels} />
      ) : partner.error ? (
        <ErrorLine error={partner.error} />
      ) : (
        <Skeleton shape="text" count={5} />
      )}
    </Dialog>
  );
}

function PartnerFacts({ partner, levels }: { partner: Partner; levels: Level[] }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const mayWrite = useMay('partners');
  const maySeeMoney = useMay('seeMoney');
  const [isEnding, setEnding] = useState(false);
  const balances = useAsk(
    ['person', partner.person.id, 'balances'],
    (server, signal) => server.people.balances(partner.person.id, { signal }),
    {
      isOff: !maySeeMoney,
    },
  );
  const setLevel = useAct((client, level: string) => client.partners.update(partner.id, { level: level || null }));
  const isOver = partner.to !== null;
  return (
    <div className="zh-stack">
      <dl className="zh-facts">
        <dt>{t('partners.who')}</dt>
        <dd>
          <PersonLink person={partner.person} />
        </dd>
        <dt>{t('partners.from')}</dt>
        <dd>{format.instantDay(partner.from)}</dd>
        {partner.to ? (
          <>
            <dt>{t('partners.to')}</dt>
            <dd>
              {format.instantDay(partner.to)}
              {partner.ended ? ` · ${t(`partners.ways.${partner.ended}`)}` : ''}
            </dd>
          </>
        ) : null}
      </dl>
      {maySeeMoney ? (
        <Answer of={balances} wait={<Skeleton shape="text" count={3} />}>
          {(answer) => (
            <dl className="zh-sum">
              {(['pending', 'available', 'held', 'receivable'] as const).map((one) => (
                <div key={one} className="zh-fact">
                  <dt>{t(`balance.${one}`)}</dt>
                  <dd className="zh-number">{format.money(answer[one])}</dd>
                </div>
              ))}
            </dl>
          )}
        </Answer>
      ) : null}
      {mayWrite && !isOver ? (
        <>
          <LevelChoice levels={levels} value={partner.level ?? ''} onChange={(level) => setLevel.mutate(level)} />
          <p className="zh-soft zh-small">{t('partners.levelNote')}</p>
          <ErrorLine error={setLevel.error} />
          <div>
            <Button danger onClick={() => setEnding(true)}>
              {t('end.open')}
            </Button>
          </div>
          <EndPartnership partner={partner} isOpen={isEnding} onClose={() => setEnding(false)} />
        </>
      ) : null}
    </div>
  );
}

/** Ending a partnership: what was earned stays, what is to come is named. */
function EndPartnership({ partner, isOpen, onClose }: { partner: Partner; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const [reason, setReason] = useState<'left' | 'dismissed'>('left');
  const name = personName(partner.person);
  const bonds = useAsk(['person', partner.person.id, 'bonds'], (server, signal) => server.people.bonds(partner.person.id, { signal }), {
    isOff: !isOpen,
  });
  const end = useAct((client) => client.partners.end(partner.id, { reason }), onClose);
  return (
    <Confirm
      title={t('end.title', { name })}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t('end.confirm', { name })}
      isReady={bonds.data !== undefined}
      isDanger
      act={end}
      error={bonds.error}
      onConfirm={() => end.mutate()}
    >
      <p>{t('end.stays')}</p>
      {bonds.data ? (
        <p>{t('end.goes', { customers: format.count(bonds.data.holds.customers), partners: format.count(bonds.data.holds.partners) })}</p>
      ) : bonds.error ? null : (
        <Skeleton shape="text" count={2} />
      )}
      <Choice
        isLabelShown
        label={t('end.reason')}
        value={reason}
        options={(['left', 'dismissed'] as const).map((value) => ({ value, label: t(`partners.ways.${value}`) }))}
        onChange={setReason}
      />
    </Confirm>
  );
}
