import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { Choice, LongField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';

type Review = Awaited<ReturnType<Client['reviews']['list']>>['data'][number];

/** What buyers say of what they bought. Any review can be answered; none is hidden but by law. */
export function ReviewsPage() {
  const { t } = useTranslation('aftersale');
  const format = useFormat();
  const mayAnswer = useMay('orders');
  const mayHide = useMay('brand');
  const [url, change] = useUrl();
  const isAll = url.answered === 'all';
  const filter = isAll ? {} : { answered: false };
  const reviews = useRows<Review>(['reviews', filter], (client, page, signal) => client.reviews.list({ ...filter, ...page }, { signal }));
  const [act, setAct] = useState<{ verb: 'answer' | 'hide'; review: Review } | null>(null);
  return (
    <Page title={t('reviews.title')} lead={t('reviews.lead')} tabs={<ConvertTabs here="reviews" />}>
      <div className="zh-row zh-row-end">
        <Choice
          isLabelShown
          label={t('reviews.which')}
          value={isAll ? 'all' : 'open'}
          options={(['open', 'all'] as const).map((value) => ({ value, label: t(`reviews.whichOf.${value}`) }))}
          onChange={(value) => change({ answered: value === 'all' ? value : undefined })}
        />
      </div>
      <RowsTable<Review>
        of={reviews}
        wait={4}
        none={<EmptyState picture="orders" title={t(isAll ? 'reviews.none' : 'reviews.noneOpen')} text={t('reviews.noneText')} />}
        label={t('reviews.title')}
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'stars',
            title: t('reviews.stars'),
            cell: (row) => (
              <span className="zh-number" role="img" aria-label={t('reviews.starsOf', { count: row.stars })}>
                {'★'.repeat(row.stars)}
                <span className="zh-soft">{'☆'.repeat(5 - row.stars)}</span>
              </span>
            ),
            width: 'small',
          },
          {
            id: 'text',
            title: t('reviews.text'),
            cell: (row) => (
              <span className="zh-stack-tight">
                <bdi>{row.text || t('reviews.noText')}</bdi>
                {row.hiddenBecause ? (
                  <span className="zh-warning zh-small">
                    {t('reviews.hidden')} <bdi>{row.hiddenBecause}</bdi>
                  </span>
                ) : null}
                {row.answer ? (
                  <span className="zh-soft zh-small">
                    {t('answer')}: <bdi>{row.answer}</bdi>
                  </span>
                ) : null}
              </span>
            ),
            width: 'large',
          },
          { id: 'product', title: t('reviews.product'), cell: (row) => <bdi>{row.product.name}</bdi>, width: 'medium', from: 'tablet' },
          {
            id: 'by',
            title: t('who'),
            cell: (row) => (
              <Go to={`people/${row.person}`} className="zh-link">
                <bdi>{row.by}</bdi>
              </Go>
            ),
            from: 'tablet',
          },
          {
            id: 'at',
            title: t('reviews.at'),
            cell: (row) => <Go to={`orders/${row.order}`}>{format.instantDay(row.at)}</Go>,
            from: 'desktop',
          },
          ...(mayAnswer || mayHide
            ? [
                {
                  id: 'act',
                  title: t('act'),
                  align: 'end' as const,
                  cell: (row: Review) => (
                    <span className="zh-row zh-row-acts">
                      {mayAnswer ? (
                        <Button
                          size="small"
                          aria-label={t('reviews.answerOf', { who: row.by })}
                          onClick={() => setAct({ verb: 'answer', review: row })}
                        >
                          {t(row.answer ? 'reviews.answerAnew' : 'reviews.answer')}
                        </Button>
                      ) : null}
                      {mayHide && row.hiddenAt === null ? (
                        <Button
                          size="small"
                          aria-label={t('reviews.hideOf', { who: row.by })}
                          onClick={() => setAct({ verb: 'hide', review: row })}
                        >
                          {t('reviews.hide')}
                        </Button>
                      ) : null}
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
      {act ? <ReviewAct verb={act.verb} review={act.review} onClose={() => setAct(null)} /> : null}
    </Page>
  );
}

const SHORTEST_REASON = 5;

function ReviewAct({ verb, review, onClose }: { verb: 'answer' | 'hide'; review: Review; onClose: () => void }) {
  const { t } = useTranslation('aftersale');
  const [text, setText] = useState(verb === 'answer' ? (review.answer ?? '') : '');
  const said = text.trim();
  const act = useAct(
    (client) => (verb === 'answer' ? client.reviews.answer(review.id, { text: said }) : client.reviews.hide(review.id, { because: said })),
    onClose,
  );
  return (
    <Confirm
      title={t(`reviews.${verb}Title`, { who: review.by })}
      onClose={onClose}
      confirm={t(`reviews.${verb}Confirm`)}
      isReady={verb === 'answer' ? said !== '' : said.length >= SHORTEST_REASON}
      isDanger={verb === 'hide'}
      act={act}
      onConfirm={() => act.mutate()}
    >
      <blockquote className="zh-quote">
        <bdi>{review.text || t('reviews.noText')}</bdi>
      </blockquote>
      <p>{t(`reviews.${verb}Text`)}</p>
      <LongField label={t(`reviews.${verb}Field`)} value={text} onChange={setText} rows={3} isRequired />
    </Confirm>
  );
}
