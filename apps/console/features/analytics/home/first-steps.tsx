import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { useBrand, useMay } from '../../../../../ui/app/context.tsx';
import { Go, usePlace } from '../../../../../ui/app/go.tsx';
import { Section } from '../../../../../ui/page/page.tsx';

const lookedKey = (slug: string): string => `zihuan.looked.${slug}`;
const goingKey = (slug: string): string => `zihuan.settingUp.${slug}`;

/** A shop needs that many steps of the ladder before one leads to the next. */
const STEPS = 3;

interface Step {
  id: 'ladder' | 'card' | 'ceremony' | 'plan' | 'front' | 'order';
  to: string;
  isDone: boolean;
}

interface FirstWay {
  steps: readonly Step[];
  done: number;
  next: Step | null;
  /** told when the shop was opened */
  look: () => void;
}

/** How far the way from an empty brand to the first order is gone; null while nobody knows, and when all of it is done. */
function useFirstWay(isOff = false): FirstWay | null {
  const brand = useBrand();
  const [hasLooked, setLooked] = useState(() => localStorage.getItem(lookedKey(brand.slug)) !== null);
  const off = { isOff };
  const products = useAsk(['first', 'products'], (client, signal) => client.products.list({ limit: 200 }, { signal }), off);
  const cards = useAsk(['first', 'cards'], (client, signal) => client.cards.list({ limit: 1 }, { signal }), off);
  const ceremony = useAsk(['first', 'ceremony'], (client, signal) => client.ceremony.get({ signal }), off);
  const plans = useAsk(['first', 'plans'], (client, signal) => client.commissionPlans.list({ limit: 50 }, { signal }), off);
  const orders = useAsk(['first', 'orders'], (client, signal) => client.orders.list({ limit: 1 }, { signal }), off);
  if (!products.data || !cards.data || !ceremony.data || !plans.data || !orders.data) return null;
  const roles = new Set(products.data.data.flatMap((product) => product.ladderRole ?? []));
  const steps: Step[] = [
    { id: 'ladder', to: 'ladder', isDone: roles.size >= STEPS },
    { id: 'card', to: 'cards', isDone: cards.data.data.length > 0 },
    { id: 'ceremony', to: 'ceremony', isDone: ceremony.data.version > 0 },
    { id: 'plan', to: 'refer', isDone: plans.data.data.some((plan) => plan.state === 'active') },
    { id: 'front', to: `/s/${brand.slug}`, isDone: hasLooked },
    { id: 'order', to: `/s/${brand.slug}`, isDone: orders.data.data.length > 0 },
  ];
  const done = steps.filter((step) => step.isDone).length;
  if (done === steps.length) return null;
  const look = (): void => {
    localStorage.setItem(lookedKey(brand.slug), '1');
    setLooked(true);
  };
  return { steps, done, next: steps.find((step) => !step.isDone) ?? null, look };
}

/** The way from an empty brand to the first order; every step ticks itself from what is there, and is gone when all are done. */
export function FirstSteps() {
  const { t } = useTranslation('analytics');
  const brand = useBrand();
  const way = useFirstWay();
  if (way === null) return null;
  const { steps, done, next, look } = way;
  const begin = (): void => localStorage.setItem(goingKey(brand.slug), '1');
  return (
    <Section title={t('first.title')} note={t('first.note', { done, all: steps.length })} isCard>
      <ol className="zh-first">
        {steps.map((step) => (
          <li key={step.id} className={step.isDone ? 'zh-first-done' : ''}>
            <span className="zh-first-tick" role="img" aria-label={t(step.isDone ? 'first.done' : 'first.open')}>
              {step.isDone ? '✓' : ''}
            </span>
            <span>
              {step.to.startsWith('/') ? (
                <a className="zh-strong" href={step.to} target="_blank" rel="noreferrer" onClick={look}>
                  {t(`first.${step.id}.title`)}
                </a>
              ) : (
                <Go className="zh-strong" to={step.to} onClick={begin}>
                  {t(`first.${step.id}.title`)}
                </Go>
              )}
              {step === next ? <span className="zh-tag zh-first-next">{t('first.next')}</span> : null}
              <span className="zh-soft zh-first-text">{t(`first.${step.id}.text`)}</span>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** On the pages between: how far it is gone, and the way on without going Home; until all is done, or it is put away. */
export function SettingUp() {
  const { t } = useTranslation('analytics');
  const brand = useBrand();
  const place = usePlace();
  const mayImport = useMay('import');
  const [, setHidden] = useState(false);
  const isGoing = place !== '' && mayImport && localStorage.getItem(goingKey(brand.slug)) !== null;
  const way = useFirstWay(!isGoing);
  if (!isGoing || way?.next == null) return null;
  const { steps, done, next, look } = way;
  const name = t(`first.${next.id}.title`);
  const onward = t('first.onward', { step: name });
  return (
    <div className="zh-setting-up" role="note">
      <span className="zh-number">{t('first.far', { done, all: steps.length })}</span>
      {place.startsWith(next.to) ? (
        <strong>{t('first.now', { step: name })}</strong>
      ) : next.to.startsWith('/') ? (
        <a className="zh-strong" href={next.to} target="_blank" rel="noreferrer" onClick={look}>
          {onward}
        </a>
      ) : (
        <Go className="zh-strong" to={next.to}>
          {onward}
        </Go>
      )}
      <button
        type="button"
        className="zh-text-button"
        onClick={() => {
          localStorage.removeItem(goingKey(brand.slug));
          setHidden(true);
        }}
      >
        {t('first.away')}
      </button>
    </div>
  );
}
