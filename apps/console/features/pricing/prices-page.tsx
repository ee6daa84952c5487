import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { EndRule } from './end-rule.tsx';
import { RuleForm } from './rule-form.tsx';
import { RuleTable } from './rule-table.tsx';
import { ruleKinds, type Rule } from './rule-words.tsx';

type Kind = (typeof ruleKinds)[number];

/** Every price below the list price: for whom, for what, until when. */
export function PricesPage() {
  const { t } = useTranslation('pricing');
  const mayWrite = useMay('products');
  const [url, change] = useUrl();
  const [isMaking, setMaking] = useState(false);
  const [ending, setEnding] = useState<Rule | null>(null);
  const kind = ruleKinds.find((one) => one === url.kind);
  const filter = { ...(kind ? { kind } : {}), ...(url.over === 'yes' ? { over: true } : {}) };
  const rules = useRows<Rule>(['rules', filter], (client, page, signal) => client.priceRules.list({ ...filter, ...page }, { signal }));
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      tabs={<ConvertTabs here="prices" />}
      actions={
        mayWrite ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {t('make')}
          </Button>
        ) : null
      }
    >
      <Clashes />
      <div className="zh-row zh-row-end">
        <Choice<Kind | ''>
          isLabelShown
          label={t('form.kind')}
          value={kind ?? ''}
          options={[{ value: '', label: t('allKinds') }, ...ruleKinds.map((one) => ({ value: one, label: t(`kind.${one}`) }))]}
          onChange={(next) => change({ kind: next })}
        />
        <Choice<'' | 'yes'>
          isLabelShown
          label={t('stateLabel')}
          value={url.over === 'yes' ? 'yes' : ''}
          options={[
            { value: '', label: t('state.now') },
            { value: 'yes', label: t('state.over') },
          ]}
          onChange={(over) => change({ over })}
        />
      </div>
      <RuleTable
        of={rules}
        onEnd={mayWrite && url.over !== 'yes' ? setEnding : null}
        none={
          isFiltered ? (
            <EmptyState picture="products" title={t('noneFiltered')} />
          ) : (
            <EmptyState picture="products" title={t('none')} text={t('noneText')}>
              {mayWrite ? <Button onClick={() => setMaking(true)}>{t('make')}</Button> : null}
            </EmptyState>
          )
        }
      />
      {isMaking ? <RuleForm onClose={() => setMaking(false)} /> : null}
      <EndRule rule={ending} onClose={() => setEnding(null)} />
    </Page>
  );
}

/** Members are given the lower price; here is where the rules ask more of them. */
function Clashes() {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  const clashes = useAsk(['rules', 'clashes'], (client, signal) => client.prices.memberClashes({ signal }));
  if (!clashes.data || clashes.data.data.length === 0) return null;
  const shown = clashes.data.data.slice(0, 5);
  return (
    <div className="zh-state zh-state-warning" role="status">
      <h2 className="zh-state-title">{t('clash.title', { count: clashes.data.data.length })}</h2>
      <p>{t('clash.text')}</p>
      <ul className="zh-stack-tight">
        {shown.map((clash) => (
          <li key={clash.product.id}>
            <Go to={`products/${clash.product.id}`} className="zh-link">
              <bdi>{clash.product.name}</bdi>
            </Go>{' '}
            <span className="zh-soft">
              {t('clash.line', {
                member: format.money(clash.memberWouldPay),
                other: format.money(clash.givenInstead),
                rule: clash.rule?.name ?? t('kind.list'),
              })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
