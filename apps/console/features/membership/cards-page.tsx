import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { CardForm } from './card-form.tsx';
import { MembershipTabs } from './membership-tabs.tsx';

export type Card = Awaited<ReturnType<Client['cards']['get']>>;
type Economics = Awaited<ReturnType<Client['cards']['economics']>>;

/** The cards a brand sells: what each gives, how often it may be used before it costs what it brought, and what is still owed. */
export function CardsPage() {
  const { t } = useTranslation('membership');
  const mayWrite = useMay('products');
  const [url, change] = useUrl();
  const cards = useRows<Card>(['cards'], (client, page, signal) => client.cards.list(page, { signal }));
  const isMaking = mayWrite && url.new === 'yes';
  const setMaking = (isOn: boolean) => change({ new: isOn ? 'yes' : undefined });
  const make = mayWrite ? (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t('cards.make')}
    </Button>
  ) : null;
  return (
    <Page title={t('cards.title')} lead={t('cards.lead')} tabs={<MembershipTabs here="cards" />} actions={make}>
      <RowsTable<Card>
        of={cards}
        wait={3}
        none={
          <EmptyState picture="products" title={t('cards.none')} text={t('cards.noneText')}>
            {make}
          </EmptyState>
        }
        label={t('cards.title')}
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'card',
            title: t('card'),
            cell: (row) => (
              <button type="button" className="zh-text-button zh-link" aria-haspopup="dialog" onClick={() => change({ card: row.id })}>
                <bdi>{row.product.name}</bdi>
              </button>
            ),
            width: 'medium',
          },
          { id: 'gives', title: t('cards.gives'), cell: (row) => <GivesText card={row} />, width: 'large', from: 'tablet' },
          {
            id: 'term',
            title: t('cards.term'),
            cell: (row) => t(`cards.termOf.${row.term.unit}`, { count: row.term.count }),
            from: 'tablet',
          },
          { id: 'price', title: t('cards.price'), cell: (row) => (row.price ? <MoneyText money={row.price} /> : '–'), align: 'end' },
          {
            id: 'state',
            title: t('cards.state'),
            cell: (row) => <StateTag mood={row.isOnSale ? 'good' : 'calm'}>{t(row.isOnSale ? 'cards.onSale' : 'cards.offSale')}</StateTag>,
          },
        ]}
      />
      <CardSheet id={url.card ?? null} onClose={() => change({ card: undefined })} />
      <Dialog kind="sheet" title={t('cards.make')} isOpen={isMaking} onClose={() => setMaking(false)}>
        {isMaking ? <CardForm card={null} onClose={() => setMaking(false)} /> : null}
      </Dialog>
    </Page>
  );
}

function GivesText({ card }: { card: Card }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  if (card.kind === 'balance') return t('cards.balance', { bonus: card.bonus ? format.money(card.bonus) : format.minor(0n) });
  if (!card.grant?.item) return t('cards.timeOnly');
  return t(`cards.givesPer.${card.grant.per}`, { units: card.grant.units, item: card.grant.item.name });
}

function CardSheet({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation('membership');
  const mayWrite = useMay('products');
  const [isEditing, setEditing] = useState(false);
  const card = useAsk(['card', id], (client, signal) => client.cards.get(id ?? '', { signal }), { isOff: id === null });
  const sums = useAsk(['card', id, 'economics'], (client, signal) => client.cards.economics(id ?? '', { signal }), { isOff: id === null });
  const one = id !== null && card.data?.id === id ? card.data : null;
  return (
    <Dialog kind="sheet" title={one?.product.name ?? t('card')} isOpen={id !== null} onClose={onClose}>
      {one && isEditing ? (
        <CardForm card={one} onClose={() => setEditing(false)} />
      ) : one ? (
        <div className="zh-stack">
          <p>
            <GivesText card={one} /> · {t(`cards.termOf.${one.term.unit}`, { count: one.term.count })}
          </p>
          {sums.data && !sums.isPlaceholderData ? (
            <Sums sums={sums.data} />
          ) : sums.error ? (
            <ErrorLine error={sums.error} />
          ) : (
            <Skeleton shape="text" count={5} />
          )}
          {mayWrite ? (
            <div>
              <Button onClick={() => setEditing(true)}>{t('cards.change')}</Button>
            </div>
          ) : null}
        </div>
      ) : card.error ? (
        <ErrorLine error={card.error} />
      ) : (
        <Skeleton shape="text" count={5} />
      )}
    </Dialog>
  );
}

/** Break-even first: it is what a card is designed by. */
function Sums({ sums }: { sums: Economics }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const share = (ppm: number | null) => (ppm === null ? '–' : formatPpm(ppm, format.language));
  // Used to the last piece it still costs less than it brings.
  const isSafe = sums.breakEvenUses !== null && sums.unitsPerCard !== null && BigInt(sums.breakEvenUses) >= BigInt(sums.unitsPerCard);
  const isLoss = !isSafe && sums.breakEvenPpm !== null && sums.usedPpm !== null && sums.usedPpm > sums.breakEvenPpm;
  const counted = (text: string | null) => (text === null ? '–' : format.count(Number(text)));
  return (
    <>
      <p className={sums.breakEvenUses === null ? 'zh-note' : isLoss ? 'zh-note zh-note-warning' : 'zh-note zh-note-good'}>
        {sums.breakEvenUses === null
          ? t('cards.noBreakEven')
          : t(isSafe ? 'cards.safe' : isLoss ? 'cards.loss' : 'cards.breakEven', {
              uses: counted(sums.breakEvenUses),
              units: counted(sums.unitsPerCard),
              share: share(sums.breakEvenPpm),
            })}
      </p>
      <dl className="zh-sum">
        <dt>{t('cards.price')}</dt>
        <dd className="zh-number">{sums.price ? format.money(sums.price) : '–'}</dd>
        <dt>{t('cards.costPerUse')}</dt>
        <dd className="zh-number">{sums.costPerUse ? format.money(sums.costPerUse) : '–'}</dd>
        <dt>{t('cards.used')}</dt>
        <dd className="zh-number">{sums.usedPpm === null ? t('cards.notYet') : share(sums.usedPpm)}</dd>
        <dt>{t('cards.expectedCost')}</dt>
        <dd className="zh-number">{sums.expectedCost ? format.money(sums.expectedCost) : '–'}</dd>
        <dt className="zh-sum-total">{t('cards.expectedMargin')}</dt>
        <dd className="zh-sum-total zh-number">{sums.expectedMargin ? format.money(sums.expectedMargin) : '–'}</dd>
      </dl>
      <dl className="zh-sum">
        <dt>{t('cards.sold')}</dt>
        <dd className="zh-number">{format.count(sums.sold)}</dd>
        <dt>{t('cards.active')}</dt>
        <dd className="zh-number">{format.count(sums.active)}</dd>
        <dt>{t('cards.collected')}</dt>
        <dd className="zh-number">{format.money(sums.collected)}</dd>
        <dt className="zh-sum-total">{t('cards.liability')}</dt>
        <dd className="zh-sum-total zh-number">{format.money(sums.liability)}</dd>
      </dl>
      <p className="zh-soft zh-small">{t('cards.liabilityNote')}</p>
    </>
  );
}
