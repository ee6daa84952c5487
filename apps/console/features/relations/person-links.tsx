import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';

type Link = Awaited<ReturnType<Client['people']['links']>>['data'][number];

/** What a person shares, and how often it was opened by people. */
export function PersonLinks({ personId }: { personId: string }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const links = useAsk(['person', personId, 'links'], (client, signal) => client.people.links(personId, { signal }));
  return (
    <Section title={t('links.title')}>
      <Answer of={links} wait={<Skeleton shape="text" count={2} />}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="zh-soft">{t('links.none')}</p>
          ) : (
            <DataTable<Link>
              label={t('links.title')}
              rows={data}
              rowKey={(row) => row.id}
              columns={[
                {
                  id: 'to',
                  title: t('links.to'),
                  cell: (row) =>
                    row.product ? (
                      <Go to={`products/${row.product.id}`} className="zh-link zh-cut" title={row.product.name}>
                        <bdi>{row.product.name}</bdi>
                      </Go>
                    ) : (
                      t('links.shop')
                    ),
                  width: 'medium',
                },
                { id: 'path', title: t('links.path'), cell: (row) => <code className="zh-code">{row.path}</code>, from: 'tablet' },
                { id: 'at', title: t('links.last'), cell: (row) => (row.lastAt ? format.instant(row.lastAt) : '–'), from: 'tablet' },
                {
                  id: 'clicks',
                  title: t('links.clicks'),
                  cell: (row) => <span className="zh-number">{format.count(row.clicks)}</span>,
                  align: 'end',
                },
              ]}
            />
          )
        }
      </Answer>
    </Section>
  );
}
