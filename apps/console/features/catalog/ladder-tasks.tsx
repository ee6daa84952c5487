import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApp, useBrand, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { ladderRoles, shelfOf, type Ladder, type LadderRole, type Product } from './ladder.ts';

const SHOWN = 8;

/** What is still open on the ladder: products without a step, without a cost, and steps with nothing on them. */
export function LadderTasks({ ladder, products, isNew = false }: { ladder: Ladder; products: readonly Product[]; isNew?: boolean }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const unplaced = shelfOf(products, null);
  const costless = products.filter((product) => product.ladderRole !== null && product.cost === null && !product.isBundle);
  // While nothing was sold, the steps themselves say what belongs on them.
  const empty = isNew ? [] : ladder.steps.filter((step) => step.products === 0);
  const share = ladder.lines === 0 ? 0 : ladder.unplacedLines / ladder.lines;
  if (unplaced.length === 0 && costless.length === 0 && empty.length === 0) return null;
  return (
    <Section title={t('ladder.tasks')}>
      <div className="zh-grid">
        {unplaced.length > 0 ? (
          <div className="zh-card zh-stack zh-task">
            <h3>{t('ladder.place', { count: unplaced.length })}</h3>
            {share > 0 ? <p className="zh-soft">{t('ladder.placeText', { share: format.share(share, 0) })}</p> : null}
            <ul className="zh-stack">
              {unplaced.slice(0, SHOWN).map((product) => (
                <Unplaced key={product.id} product={product} />
              ))}
            </ul>
            {unplaced.length > SHOWN ? <Go to="products?role=none">{t('ladder.all', { count: unplaced.length })}</Go> : null}
          </div>
        ) : null}
        {costless.length > 0 ? (
          <div className="zh-card zh-stack zh-task">
            <h3>{t('ladder.costs', { count: costless.length })}</h3>
            <p className="zh-soft">{t('ladder.costsText')}</p>
            <ul className="zh-stack-tight">
              {costless.slice(0, SHOWN).map((product) => (
                <li key={product.id}>
                  <Go to={`products/${product.id}`} className="zh-link zh-cut" title={product.name}>
                    <bdi>{product.name}</bdi>
                  </Go>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        {empty.length > 0 ? (
          <div className="zh-card zh-stack zh-task">
            <h3>{t('ladder.gaps', { count: empty.length })}</h3>
            <ul className="zh-stack">
              {empty.map((step) => (
                <li key={step.ladderRole}>
                  <span className="zh-strong">{t(`ui:ladder.${step.ladderRole}`)}</span>
                  <p className="zh-soft">{t(`ladder.idea.${step.ladderRole}`)}</p>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
    </Section>
  );
}

function Unplaced({ product }: { product: Product }) {
  const { t } = useTranslation('catalog');
  const { client } = useApp();
  const brand = useBrand();
  const queries = useQueryClient();
  const mayWrite = useMay('products');
  const place = useMutation({
    mutationFn: (ladderRole: LadderRole) => client.products.update(product.id, { ladderRole }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand.slug] }),
  });
  return (
    <li className="zh-place">
      <Go to={`products/${product.id}`} className="zh-link zh-cut" title={product.name}>
        <bdi>{product.name}</bdi>
      </Go>
      {mayWrite ? (
        <Choice<LadderRole | ''>
          label={t('ladder.placeOf', { name: product.name })}
          value=""
          isDisabled={place.isPending}
          options={[
            { value: '', label: t('ladder.choose') },
            ...ladderRoles.map((role) => ({ value: role, label: t(`ui:ladder.${role}`) })),
          ]}
          onChange={(role) => {
            if (role !== '') place.mutate(role);
          }}
        />
      ) : null}
      <ErrorLine error={place.error} />
    </li>
  );
}
