import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Choice, LongField } from '../../../../ui/page/controls.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Gift = Awaited<ReturnType<Client['giftPromises']['list']>>['data'][number];

const states = ['held', 'short', 'waiting', 'given', 'lapsed'] as const satisfies readonly Gift['state'][];
const moods = { held: 'warning', short: 'warning', waiting: 'calm', given: 'good', lapsed: 'calm' } as const;

/** What was promised: what a person has to look at comes first. */
export function PromisedGifts() {
  const { t } = useTranslation('deal');
  const format = useFormat();
  const mayAct = useMay('money');
  const [url, change] = useUrl();
  const state: Gift['state'] = states.find((one) => one === url.state) ?? 'held';
  const gifts = useRows<Gift>(['giftPromises', state], (client, page, signal) => client.giftPromises.list({ state, ...page }, { signal }));
  const [giving, setGiving] = useState<Gift | null>(null);
  const [declining, setDeclining] = useState<Gift | null>(null);
  return (
    <Section
      title={t('look')}
      note={t('lookNote')}
      actions={
        <Choice
          label={t('show')}
          value={state}
          options={states.map((value) => ({ value, label: t(`shows.${value}`) }))}
          onChange={(value) => change({ state: value === 'held' ? undefined : value })}
        />
      }
    >
      <RowsTable<Gift>
        label={t('all')}
        of={gifts}
        wait={3}
        none={<EmptyState picture="products" title={t('lookNone')} text={t('lookNoneText')} />}
        rowKey={(row) => row.id}
        columns={[
          { id: 'who', title: t('who'), cell: (row) => <PersonLink person={row.person} />, width: 'medium' },
          {
            id: 'gift',
            title: t('gift'),
            cell: (row) => (
              <span>
                <bdi>{row.product.name}</bdi>
                {row.quantity > 1 ? ` × ${row.quantity}` : ''}
                <div className="zh-soft zh-small">{t(`kind.${row.kind}`)}</div>
              </span>
            ),
            width: 'large',
          },
          { id: 'friend', title: t('friend'), cell: (row) => <PersonLink person={row.friend} />, width: 'medium', from: 'tablet' },
          {
            id: 'state',
            title: t('state'),
            cell: (row) => (
              <span>
                <StateTag mood={moods[row.state]}>{t(`states.${row.state}`)}</StateTag>
                {row.because ? <div className="zh-soft zh-small">{t(`because.${row.because}`)}</div> : null}
              </span>
            ),
            width: 'large',
          },
          { id: 'at', title: t('since'), cell: (row) => format.instantDay(row.promisedAt), from: 'tablet' },
          ...(mayAct && (state === 'held' || state === 'short')
            ? [
                {
                  id: 'act',
                  title: t('act'),
                  align: 'end' as const,
                  cell: (row: Gift) => (
                    <span className="zh-row zh-row-end">
                      <Button
                        size="small"
                        aria-label={t('giveOf', { name: personName(row.person), gift: row.product.name })}
                        onClick={() => setGiving(row)}
                      >
                        {t('give')}
                      </Button>
                      {row.state === 'held' ? (
                        <Button
                          size="small"
                          aria-label={t('declineOf', { name: personName(row.person), gift: row.product.name })}
                          onClick={() => setDeclining(row)}
                        >
                          {t('decline')}
                        </Button>
                      ) : null}
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
      {giving ? <Give gift={giving} onClose={() => setGiving(null)} /> : null}
      {declining ? <Decline gift={declining} onClose={() => setDeclining(null)} /> : null}
    </Section>
  );
}

function Give({ gift, onClose }: { gift: Gift; onClose: () => void }) {
  const { t } = useTranslation('deal');
  const [other, setOther] = useState<Picked | null>(null);
  const act = useAct((client) => client.giftPromises.give(gift.id, other === null ? {} : { product: other.id }), onClose);
  const name = personName(gift.person);
  return (
    <Confirm
      title={t('giveOf', { name, gift: other?.title ?? gift.product.name })}
      onClose={onClose}
      confirm={t('give')}
      act={act}
      onConfirm={() => act.mutate()}
    >
      <div className="zh-stack zh-tall-body">
        <p>{t('giveText', { name })}</p>
        <Picker kind="product" label={t('giveOther')} value={other} onChange={setOther} />
      </div>
    </Confirm>
  );
}

function Decline({ gift, onClose }: { gift: Gift; onClose: () => void }) {
  const { t } = useTranslation('deal');
  const [reason, setReason] = useState('');
  const act = useAct((client) => client.giftPromises.decline(gift.id, { reason: reason.trim() }), onClose);
  return (
    <Confirm
      title={t('declineOf', { name: personName(gift.person), gift: gift.product.name })}
      onClose={onClose}
      confirm={t('decline')}
      isDanger
      isReady={reason.trim() !== ''}
      act={act}
      onConfirm={() => act.mutate()}
    >
      <div className="zh-stack">
        <p>{t('declineText')}</p>
        <LongField label={t('reason')} value={reason} onChange={setReason} rows={2} />
      </div>
    </Confirm>
  );
}
