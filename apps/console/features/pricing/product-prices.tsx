import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useMay } from '../../../../ui/app/context.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { RuleActs, useRuleColumns, type RuleAct } from './rule-table.tsx';
import type { Rule } from './rule-words.tsx';
import { WhyPrice } from './why-price.tsx';

/** What one product costs whom: the question "why this price?" and the rules that name it. */
export function ProductPrices({ product }: { product: { id: string; name: string; variants: readonly { id: string; name: string }[] } }) {
  const { t } = useTranslation('pricing');
  const mayWrite = useMay('products');
  const [act, setAct] = useState<RuleAct>(null);
  const rules = useRows<Rule>(['rules', product.id], (client, page, signal) =>
    client.priceRules.list({ product: product.id, ...page }, { signal }),
  );
  const columns = useRuleColumns({ isForOne: true, onAct: mayWrite ? setAct : null });
  return (
    <>
      <WhyPrice key={product.id} product={product} />
      <Section
        title={t('own.title')}
        note={t('own.note')}
        actions={mayWrite ? <Button onClick={() => setAct({ kind: 'make' })}>{t('own.make')}</Button> : null}
      >
        <RowsTable<Rule>
          of={rules}
          label={t('own.title')}
          rowKey={(row) => row.id}
          columns={columns}
          wait={2}
          none={<p className="zh-soft">{t('own.none')}</p>}
        />
      </Section>
      <RuleActs act={act} product={product} onClose={() => setAct(null)} />
    </>
  );
}
