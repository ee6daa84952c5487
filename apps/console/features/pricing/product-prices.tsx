import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useMay } from '../../../../ui/app/context.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { EndRule } from './end-rule.tsx';
import { RuleForm } from './rule-form.tsx';
import { RuleTable } from './rule-table.tsx';
import type { Rule } from './rule-words.tsx';
import { WhyPrice } from './why-price.tsx';

/** What one product costs whom: the question "why this price?" and the rules that name it. */
export function ProductPrices({ product }: { product: { id: string; name: string; variants: readonly { id: string; name: string }[] } }) {
  const { t } = useTranslation('pricing');
  const mayWrite = useMay('products');
  const [isMaking, setMaking] = useState(false);
  const [ending, setEnding] = useState<Rule | null>(null);
  const rules = useRows<Rule>(['rules', product.id], (client, page, signal) =>
    client.priceRules.list({ product: product.id, ...page }, { signal }),
  );
  return (
    <>
      <WhyPrice key={product.id} product={product} />
      <Section
        title={t('own.title')}
        note={t('own.note')}
        actions={mayWrite ? <Button onClick={() => setMaking(true)}>{t('own.make')}</Button> : null}
      >
        <RuleTable of={rules} isForOne onEnd={mayWrite ? setEnding : null} none={<p className="zh-soft">{t('own.none')}</p>} />
      </Section>
      {isMaking ? <RuleForm product={product} onClose={() => setMaking(false)} /> : null}
      <EndRule rule={ending} onClose={() => setEnding(null)} />
    </>
  );
}
