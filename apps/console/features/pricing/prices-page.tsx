import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { OverChoice } from './gives.tsx';
import { RuleActs, useRuleColumns, type RuleAct } from './rule-table.tsx';
import { ruleKinds, type Rule, type RuleKind } from './rule-words.tsx';

/** Every price below the list price: for whom, for what, until when. */
export function PricesPage() {
  const { t } = useTranslation('pricing');
  const mayWrite = useMay('products');
  const [url, change] = useUrl();
  const [act, setAct] = useState<RuleAct>(null);
  const kind = ruleKinds.find((one) => one === url.kind);
  const isOver = url.over === 'yes';
  const filter = { ...(kind ? { kind } : {}), ...(isOver ? { over: true } : {}) };
  const rules = useRows<Rule>(['rules', filter], (client, page, signal) => client.priceRules.list({ ...filter, ...page }, { signal }));
  const columns = useRuleColumns({ onAct: mayWrite && !isOver ? setAct : null });
  return (
    <ListPage<Rule>
      title={t('title')}
      lead={t('lead')}
      tabs={<ConvertTabs here="prices" />}
      make={mayWrite ? { label: t('make'), onMake: () => setAct({ kind: 'make' }) } : null}
      above={<Clashes />}
      filters={
        <>
          <Choice<RuleKind | ''>
            isLabelShown
            label={t('form.kind')}
            value={kind ?? ''}
            options={[{ value: '', label: t('allKinds') }, ...ruleKinds.map((one) => ({ value: one, label: t(`kind.${one}`) }))]}
            onChange={(next) => change({ kind: next })}
          />
          <OverChoice isOver={isOver} onChange={(over) => change({ over })} />
          <Go to="prices/why" className="zh-button">
            {t('why.open')}
          </Go>
        </>
      }
      picture="products"
      none={{ title: t('none'), text: t('noneText') }}
      noneFiltered={{ title: t('noneFiltered') }}
      isFiltered={Object.keys(filter).length > 0}
      of={rules}
      rowKey={(row) => row.id}
      columns={columns}
    >
      <RuleActs act={act} onClose={() => setAct(null)} />
    </ListPage>
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
