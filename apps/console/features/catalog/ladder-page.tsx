import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Figure } from '../../../../ui/figure/figure.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { perBuyer, type Ladder, type LadderRole, type LadderStep, type Product } from './ladder.ts';
import { LadderShelves } from './ladder-shelves.tsx';
import { LadderTasks } from './ladder-tasks.tsx';
import { ProductForm } from './product-form.tsx';

/** A shop needs that many steps before one leads to the next. */
const CARRYING = 3;

/** The six steps with what stands on them, what each earns at once and later, and where its buyers go next. */
export function LadderPage() {
  const { t } = useTranslation('catalog');
  const ladder = useAsk(['ladder'], (client, signal) => client.figures.ladder({}, { signal }));
  const products = useAsk(['ladder', 'products'], (client, signal) => client.products.list({ limit: 200 }, { signal }));
  const mayWrite = useMay('products');
  const [making, setMaking] = useState<LadderRole | 'unplaced' | null>(null);
  const isEmpty = products.data?.data.length === 0 && !mayWrite;
  return (
    <Page
      title={t('ladder.title')}
      lead={ladder.data && products.data && !isEmpty ? <Finding ladder={ladder.data} /> : null}
      actions={
        mayWrite ? (
          <Button type="primary" onClick={() => setMaking('unplaced')}>
            {t('make')}
          </Button>
        ) : null
      }
      tabs={<ConvertTabs here="ladder" />}
    >
      {isEmpty ? (
        <EmptyState picture="products" title={t('ladder.none')} text={t('ladder.noneText')} />
      ) : (
        <Answer of={ladder} wait={<Skeleton shape="cards" count={6} />}>
          {(answer) => (
            <Answer of={products} wait={<Skeleton shape="cards" count={6} />}>
              {(list) => <Loaded ladder={answer} products={list.data} isPart={list.next !== null} onAdd={mayWrite ? setMaking : null} />}
            </Answer>
          )}
        </Answer>
      )}
      {making ? <ProductForm product={null} startRole={making === 'unplaced' ? '' : making} onClose={() => setMaking(null)} /> : null}
    </Page>
  );
}

function Loaded({
  ladder,
  products,
  isPart,
  onAdd,
}: {
  ladder: Ladder;
  products: readonly Product[];
  isPart: boolean;
  onAdd: ((role: LadderRole) => void) | null;
}) {
  const { t } = useTranslation('catalog');
  const door = doorOf(ladder);
  // Until something is sold there is nothing to measure: the steps say what they are for, and take their first products.
  if (!isSold(ladder))
    return (
      <>
        <Section title={t('ladder.shelves')} {...(products.length === 0 ? { note: t('ladder.beginNote') } : {})}>
          <LadderShelves ladder={ladder} products={products} isNew onAdd={onAdd} />
        </Section>
        <LadderTasks ladder={ladder} products={products} isNew />
      </>
    );
  return (
    <>
      {door ? <DoorFigures step={door} /> : null}
      <Section title={t('ladder.shelves')} note={isPart ? t('ladder.part') : t('ladder.shelvesNote')}>
        <LadderShelves ladder={ladder} products={products} onAdd={onAdd} />
      </Section>
      <LadderTasks ladder={ladder} products={products} />
      <Section title={t('ladder.table')} note={t('ladder.tableNote')}>
        <LadderTable ladder={ladder} />
      </Section>
    </>
  );
}

const isSold = (ladder: Ladder): boolean => ladder.lines > 0 || ladder.steps.some((step) => step.first.buyers > 0);

/** The lowest step somebody bought on: where customers come in. */
function doorOf(ladder: Ladder): LadderStep | null {
  return ladder.steps.find((step) => step.first.buyers > 0 && step.ladderRole !== 'companion') ?? null;
}

function Finding({ ladder }: { ladder: Ladder }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const door = doorOf(ladder);
  if (!door) return <>{t(ladder.steps.filter((step) => step.products > 0).length < CARRYING ? 'ladder.begin' : 'ladder.noSales')}</>;
  const year = door.later.find((part) => part.days === 365);
  const [first, later] = [perBuyer(door.first), year ? perBuyer(year) : null];
  const role = t(`ui:ladder.${door.ladderRole}`);
  if (first === null) return <>{t('ladder.noCosts', { role })}</>;
  if (later === null) return <>{t('ladder.tooYoung', { role, first: format.minor(first) })}</>;
  return (
    <>
      {t(first < 0n ? 'ladder.findingLoss' : 'ladder.finding', {
        role,
        first: format.minor(first < 0n ? -first : first),
        later: format.minor(later),
      })}
    </>
  );
}

function DoorFigures({ step }: { step: LadderStep }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const year = step.later.find((part) => part.days === 365);
  const first = perBuyer(step.first);
  const later = year ? perBuyer(year) : null;
  const formulaOf = (part: LadderStep['first']) =>
    t('ladder.formula', { margin: part.margin ? format.money(part.margin) : '–', buyers: format.count(part.buyers) });
  return (
    <div className="zh-worth">
      <Figure
        id="ladderFirst"
        name={t('ladder.firstOf', { role: t(`ui:ladder.${step.ladderRole}`) })}
        value={first === null ? '–' : format.minor(first)}
        formula={formulaOf(step.first)}
        below={
          <p className="zh-soft zh-small">
            {t('ladder.firstBuyers', { count: step.first.buyers, buyers: format.count(step.first.buyers) })}
          </p>
        }
      />
      {year ? (
        <Figure
          id="ladderLater"
          name={t('ladder.laterOf', { days: 365 })}
          value={later === null ? '–' : format.minor(later)}
          formula={formulaOf(year)}
          below={<p className="zh-soft zh-small">{t('ladder.ripe', { buyers: format.count(year.buyers) })}</p>}
        />
      ) : null}
      {year && year.buyers > 0 ? (
        <Figure
          id="ladderBack"
          value={format.share(year.cameBack / year.buyers)}
          formula={t('ladder.backFormula', { back: format.count(year.cameBack), buyers: format.count(year.buyers) })}
          below={<p className="zh-soft zh-small">{t('ladder.ripe', { buyers: format.count(year.buyers) })}</p>}
        />
      ) : null}
    </div>
  );
}

function LadderTable({ ladder }: { ladder: Ladder }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const money = (amount: bigint | null) => (amount === null ? '–' : <span className="zh-number">{format.minor(amount)}</span>);
  const later = (step: LadderStep, days: number) => step.later.find((part) => part.days === days);
  return (
    <DataTable<LadderStep>
      label={t('ladder.table')}
      rows={ladder.steps}
      rowKey={(step) => step.ladderRole}
      columns={[
        { id: 'step', title: t('role'), cell: (step) => t(`ui:ladder.${step.ladderRole}`) },
        { id: 'buyers', title: t('ladder.buyers'), cell: (step) => format.count(step.first.buyers), align: 'end' },
        { id: 'first', title: t('ladder.first'), cell: (step) => money(perBuyer(step.first)), align: 'end' },
        ...[30, 90, 365].map((days) => ({
          id: `d${days}`,
          title: t('ladder.after', { days }),
          cell: (step: LadderStep) => {
            const part = later(step, days);
            return part ? money(perBuyer(part)) : '–';
          },
          align: 'end' as const,
          ...(days === 365 ? {} : { from: 'tablet' as const }),
        })),
        {
          id: 'back',
          title: t('ladder.back'),
          cell: (step) => {
            const part = later(step, 365);
            return part && part.buyers > 0 ? format.share(part.cameBack / part.buyers) : '–';
          },
          align: 'end',
          from: 'tablet',
        },
        {
          id: 'covered',
          title: t('ladder.covered'),
          cell: (step) => (step.first.coveredPpm === null ? '–' : format.share(step.first.coveredPpm / 1_000_000, 0)),
          align: 'end',
          from: 'desktop',
        },
        {
          id: 'next',
          title: t('ladder.next'),
          cell: (step) =>
            step.next ? (
              <Go to={`products/${step.next.product.id}`} className="zh-link zh-cut" title={step.next.product.name}>
                <bdi>{step.next.product.name}</bdi>
              </Go>
            ) : (
              '–'
            ),
          width: 'large',
          from: 'desktop',
        },
      ]}
    />
  );
}
