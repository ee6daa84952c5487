import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { marginShare, perBuyer, shelfOf, type Ladder, type LadderStep, type Product } from './ladder.ts';

const SHOWN = 5;

/** The steps side by side, lowest first: what each earns at once and later on one scale, where its buyers go, and its products. */
export function LadderShelves({ ladder, products }: { ladder: Ladder; products: readonly Product[] }) {
  const highest = Math.max(
    1,
    ...ladder.steps.flatMap((step) => [step.first, ...step.later]).map((part) => Math.abs(Number(perBuyer(part) ?? 0n))),
  );
  return (
    <ol className="zh-shelves">
      {ladder.steps.map((step, at) => (
        <li key={step.ladderRole} className="zh-shelf">
          <Shelf step={step} at={at} highest={highest} products={shelfOf(products, step.ladderRole)} />
        </li>
      ))}
    </ol>
  );
}

function Shelf({ step, at, highest, products }: { step: LadderStep; at: number; highest: number; products: readonly Product[] }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
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
      {products.length === 0 ? (
        <p className="zh-shelf-empty zh-soft zh-small">{t(`ladder.empty.${step.ladderRole}`)}</p>
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
  // A fan product that loses a little is meant to: said in money, without alarm.
  const marginWords = () => {
    if (product.isBundle) return t('kinds.bundle');
    if (share === null) return t('noMargin');
    if (share >= 0) return t('marginOf', { share: format.share(share, 0) });
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
