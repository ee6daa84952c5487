import '../../../../ui/money.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { OnPhone } from './on-phone.tsx';
import { Explained, type Quote } from './why-price.tsx';

type Product = Awaited<ReturnType<Client['products']['list']>>['data'][number];
const visitors = ['prospect', 'friend', 'member', 'partner'] as const;
type Visitor = (typeof visitors)[number];

interface Row {
  product: Product;
  /** of one piece, by who looks */
  quotes: Record<Visitor, Quote['lines'][number] | null>;
}

const PRODUCTS_SHOWN = 50;

/** The shop through four pairs of eyes: what a prospect, a friend, a member and a partner pay for the same thing, and why. */
export function LookPage() {
  const { t } = useTranslation('pricing');
  const found = useAsk(['quote', 'looks'], looks);
  const [open, setOpen] = useState<{ row: Row; as: Visitor } | null>(null);
  return (
    <Page title={t('look.title')} lead={t('look.lead')} tabs={<ConvertTabs here="look" />}>
      <Answer of={found} wait={<Skeleton shape="rows" count={6} />}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState picture="products" title={t('look.none')} text={t('look.noneText')}>
              <Go to="ladder" className="zh-cta">
                {t('look.first')}
              </Go>
            </EmptyState>
          ) : (
            <Looks rows={rows} onOpen={setOpen} />
          )
        }
      </Answer>
      <OnPhone />
      <Dialog
        kind="sheet"
        title={open ? t('look.why', { who: t(`look.as.${open.as}`), product: open.row.product.name }) : t('why.title')}
        isOpen={open !== null}
        onClose={() => setOpen(null)}
      >
        {open?.row.quotes[open.as] ? (
          <div className="zh-stack">
            <p className="zh-soft">{t(`look.about.${open.as}`)}</p>
            <Explained line={open.row.quotes[open.as]} />
          </div>
        ) : null}
      </Dialog>
    </Page>
  );
}

function Looks({ rows, onOpen }: { rows: readonly Row[]; onOpen: (open: { row: Row; as: Visitor }) => void }) {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  return (
    <Section title={t('look.table')} note={rows.length === PRODUCTS_SHOWN ? t('look.some', { count: PRODUCTS_SHOWN }) : t('look.open')}>
      <DataTable<Row>
        label={t('look.table')}
        rows={rows}
        rowKey={(row) => row.product.id}
        columns={[
          {
            id: 'product',
            title: t('why.product'),
            cell: (row) => (
              <Go to={`products/${row.product.id}`} className="zh-link zh-cut" title={row.product.name}>
                <bdi>{row.product.name}</bdi>
              </Go>
            ),
            width: 'medium',
          },
          ...visitors.map((as, at) => ({
            id: as,
            title: t(`look.as.${as}`),
            align: 'end' as const,
            // A phone has room for two; the others open in the sheet of a wider screen.
            ...(at === 0 || as === 'partner' ? { from: 'tablet' as const } : {}),
            cell: (row: Row) => {
              const line = row.quotes[as];
              if (!line?.unitPrice) return <span className="zh-soft">{t('look.noPrice')}</span>;
              const isOther = line.kind !== 'list';
              return (
                <>
                  <button
                    type="button"
                    className={isOther ? 'zh-text-button zh-number zh-strong' : 'zh-text-button zh-link zh-number'}
                    aria-haspopup="dialog"
                    aria-label={t('look.whyOf', {
                      who: t(`look.as.${as}`),
                      product: row.product.name,
                      price: format.money(line.unitPrice),
                    })}
                    onClick={() => onOpen({ row, as })}
                  >
                    {format.money(line.unitPrice)}
                  </button>
                  {isOther ? <div className="zh-soft zh-small">{t(`kind.${line.kind}`)}</div> : null}
                </>
              );
            },
          })),
        ]}
      />
    </Section>
  );
}

/** One question per visitor for all products together; a product in several variants is shown by its first. */
async function looks(client: Client, signal: AbortSignal): Promise<Row[]> {
  const { data } = await client.products.list({ limit: PRODUCTS_SHOWN }, { signal });
  const products = data.filter((product) => product.archivedAt === null);
  if (products.length === 0) return [];
  const lines = await Promise.all(
    products.map(async (product) => {
      const first = product.skus > 1 ? (await client.products.get(product.id, { signal })).variants[0]?.id : undefined;
      return { product: product.id, quantity: 1, ...(first === undefined ? {} : { sku: first }) };
    }),
  );
  const quotes = await Promise.all(visitors.map((as) => client.prices.quoteOrder({ as, lines }, { signal })));
  return products.map((product, at) => ({
    product,
    quotes: Object.fromEntries(visitors.map((as, which) => [as, quotes[which]?.lines[at] ?? null])) as Row['quotes'],
  }));
}
