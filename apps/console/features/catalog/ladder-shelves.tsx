import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { marginShare, perBuyer, shelfOf, type Ladder, type LadderRole, type LadderStep, type Product } from './ladder.ts';

const SHOWN = 5;

/**
 * The steps side by side, lowest first: what each earns at once and later on one scale, where its buyers go, and its products.
 * @param isNew nothing was sold yet: each step says what belongs on it instead
 * @param onAdd makes a product for a step; null for whoever may not
 */
export function LadderShelves({
  ladder,
  products,
  isNew = false,
  onAdd,
}: {
  ladder: Ladder;
  products: readonly Product[];
  isNew?: boolean;
  onAdd: ((role: LadderRole) => void) | null;
}) {
  const highest = Math.max(
    1,
    ...ladder.steps.flatMap((step) => [step.first, ...step.later]).map((part) => Math.abs(Number(perBuyer(part) ?? 0n))),
  );
  return (
    <ol className="zh-shelves">
      {ladder.steps.map((step, at) => (
        <li key={step.ladderRole} className={isNew ? 'zh-shelf zh-shelf-new' : 'zh-shelf'}>
          <Shelf step={step} at={at} highest={highest} products={shelfOf(products, step.ladderRole)} isNew={isNew} onAdd={onAdd} />
        </li>
      ))}
    </ol>
  );
}

function Shelf({
  step,
  at,
  highest,
  products,
  isNew,
  onAdd,
}: {
  step: LadderStep;
  at: number;
  highest: number;
  products: readonly Product[];
  isNew: boolean;
  onAdd: ((role: LadderRole) => void) | null;
}) {
  const { t } = useTranslation('catalog');
  return (
    <>
      <header className="zh-shelf-head">
        <h3>
          <span className="zh-shelf-number zh-number" aria-hidden="true">
            {at + 1}
          </span>
          {t(`ui:ladder.${step.ladderRole}`)}
        </h3>
        <p className="zh-soft zh-small">{t(`ladder.purpose.${step.ladderRole}`)}</p>
      </header>
      {isNew ? null : <Earns step={step} highest={highest} />}
      {products.length === 0 ? (
        <p className="zh-shelf-empty zh-soft zh-small">{t(`ladder.${isNew ? 'idea' : 'empty'}.${step.ladderRole}`)}</p>
      ) : (
        <ul className="zh-shelf-products">
          {products.slice(0, SHOWN).map((product) => (
            <ShelfProduct key={product.id} product={product} />
          ))}
        </ul>
      )}
      {products.length > SHOWN ? (
        <Go to={`products?role=${step.ladderRole}`} className="zh-small">
          {t('ladder.all', { count: products.length })}
        </Go>
      ) : null}
      {onAdd && (isNew || products.length === 0) ? <Add role={step.ladderRole} onAdd={onAdd} /> : null}
    </>
  );
}

/** A card is made with its terms, where cards are made. */
function Add({ role, onAdd }: { role: LadderRole; onAdd: (role: LadderRole) => void }) {
  const { t } = useTranslation('catalog');
  if (role === 'membership')
    return (
      <Go to="cards?new=yes" className="zh-button zh-shelf-add">
        {t('ladder.addCard')}
      </Go>
    );
  return (
    <Button className="zh-shelf-add" aria-label={t('ladder.addTo', { role: t(`ui:ladder.${role}`) })} onClick={() => onAdd(role)}>
      {t('ladder.add')}
    </Button>
  );
}

function Earns({ step, highest }: { step: LadderStep; highest: number }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  return (
    <>
      <dl className="zh-shelf-earns">
        <Earned label={t('ladder.first')} part={step.first} highest={highest} isFirst />
        {step.later.map((part) => (
          <Earned key={part.days} label={t('ladder.after', { days: part.days })} part={part} highest={highest} />
        ))}
      </dl>
      <p className="zh-small zh-shelf-next">
        <span className="zh-soft">{t('ladder.next')}</span>
        {step.next ? (
          <>
            <Go to={`products/${step.next.product.id}`} className="zh-link zh-cut" title={step.next.product.name}>
              <bdi>{step.next.product.name}</bdi>
            </Go>
            <span className="zh-soft">
              {t('ladder.nextShare', {
                count: step.wentOn,
                share: format.share(step.next.buyers / Math.max(1, step.wentOn), 0),
                people: format.count(step.wentOn),
              })}
            </span>
          </>
        ) : (
          <span>{t(step.first.buyers === 0 ? 'ladder.noBuyers' : 'ladder.noNext')}</span>
        )}
      </p>
    </>
  );
}

function Earned({ label, part, highest, isFirst }: { label: string; part: LadderStep['first']; highest: number; isFirst?: boolean }) {
  const format = useFormat();
  const amount = perBuyer(part);
  const width = amount === null ? 0 : Math.round((Math.abs(Number(amount)) / highest) * 100);
  return (
    <div className="zh-earned">
      <dt className="zh-soft zh-small">{label}</dt>
      <dd className={amount !== null && amount < 0n ? 'zh-number zh-harm' : 'zh-number'}>
        {amount === null ? '–' : format.minor(amount, { style: 'short' })}
      </dd>
      <span className="zh-earned-track" aria-hidden="true">
        <span
          className={
            amount !== null && amount < 0n ? 'zh-earned-bar zh-earned-loss' : isFirst ? 'zh-earned-bar zh-earned-first' : 'zh-earned-bar'
          }
          style={{ width: `${width}%` }}
        />
      </span>
    </div>
  );
}

function ShelfProduct({ product }: { product: Product }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const share = marginShare(product);
  // A fan product that loses a little is meant to: said in money, without alarm. What is given away loses its cost.
  const marginWords = () => {
    if (product.isBundle) return t('kinds.bundle');
    if (!product.price || !product.cost) return t('noMargin');
    if (share === null && product.cost.amount === '0') return '';
    if (share !== null && share >= 0) return t('marginOf', { share: format.share(share, 0) });
    return t('ladder.lossOf', { amount: format.minor(BigInt(product.cost?.amount ?? 0) - BigInt(product.price?.amount ?? 0)) });
  };
  return (
    <li className="zh-shelf-product">
      <Go to={`products/${product.id}`} className="zh-link zh-shelf-name" title={product.name}>
        <bdi>{product.name}</bdi>
      </Go>
      <span className="zh-row zh-row-between zh-small">
        <span className="zh-number">{product.price ? format.money(product.price) : t('noPrice')}</span>
        <span className="zh-soft zh-number">{marginWords()}</span>
      </span>
    </li>
  );
}
