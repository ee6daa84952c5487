import { Button } from 'antd';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  growthLadders,
  growthStages,
  holesOf,
  isFilled,
  mapCells,
  type GrowthLadder,
  type GrowthStage,
  type MapCell,
} from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { CellSheet } from './cell-sheet.tsx';
import { TemplateSheet } from './template-sheet.tsx';
import type { Design, Draft } from './use-design.ts';

/**
 * The 24 cells: six stages down, product, team, scene and method across. A hole is a dashed place with the question it leaves open. Arrow
 * keys move over the map, Enter opens a cell.
 */
export function GrowthMap({ design, draft, mayWrite }: { design: Design; draft: Draft; mayWrite: boolean }) {
  const { t } = useTranslation('design');
  const [opened, setOpened] = useState<MapCell | null>(null);
  const [isFilling, setFilling] = useState(false);
  const grid = useRef<HTMLDivElement>(null);
  const cells = draft.document.cells ?? {};
  const holes = holesOf(cells);
  const onKey = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]')?.dataset['cell'];
    const next = from ? beside(from as MapCell, event.key) : null;
    if (!next) return;
    event.preventDefault();
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus();
  };
  return (
    <div className="zh-stack">
      <div className="zh-map-head">
        <div className="zh-map-count">
          <span className="zh-map-number zh-number">
            {t('map.filled', { filled: mapCells.length - holes.length, all: mapCells.length })}
          </span>
          <MiniMap isFilledAt={(key) => isFilled(cells[key])} />
        </div>
        {mayWrite ? (
          <div className="zh-row">
            {holes[0] ? <Button onClick={() => setOpened(holes[0] ?? null)}>{t('map.nextHole')}</Button> : null}
            <Button type={holes.length > 12 ? 'primary' : 'default'} onClick={() => setFilling(true)}>
              {t('map.template')}
            </Button>
          </div>
        ) : null}
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys move the focus among the buttons inside */}
      <div className="zh-growth" ref={grid} onKeyDown={onKey}>
        <div className="zh-growth-head" aria-hidden="true">
          <span />
          {growthLadders.map((ladder) => (
            <span key={ladder} className="zh-growth-ladder">
              <span className="zh-strong">{t(`ladder.${ladder}`)}</span>
              <span className="zh-soft zh-small">{t(`ladderAsks.${ladder}`)}</span>
            </span>
          ))}
        </div>
        {growthStages.map((stage) => (
          <section key={stage} className="zh-growth-row" aria-label={t(`ui:stage.${stage}`)}>
            <StageHead stage={stage} draft={draft} />
            {growthLadders.map((ladder) => (
              <CellCard key={ladder} stage={stage} ladder={ladder} draft={draft} onOpen={setOpened} />
            ))}
          </section>
        ))}
      </div>
      <p className="zh-soft zh-small">{t('map.note')}</p>
      {opened ? <CellSheet at={opened} draft={draft} mayWrite={mayWrite} onGo={setOpened} onClose={() => setOpened(null)} /> : null}
      {isFilling ? <TemplateSheet design={design} draft={draft} onClose={() => setFilling(false)} /> : null}
    </div>
  );
}

function beside(from: MapCell, key: string): MapCell | null {
  const at = mapCells.indexOf(from);
  const across = growthLadders.length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[key];
  return step === undefined ? null : (mapCells[at + step] ?? null);
}

/** The whole map at a glance: a filled square for a cell that says something, an empty one for a hole. */
function MiniMap({ isFilledAt }: { isFilledAt: (key: MapCell) => boolean }) {
  return (
    <span className="zh-mini-map" aria-hidden="true">
      {mapCells.map((key) => (
        <span key={key} className={isFilledAt(key) ? `zh-mini zh-mini-${key.split('.')[0]}` : 'zh-mini'} />
      ))}
    </span>
  );
}

function StageHead({ stage, draft }: { stage: GrowthStage; draft: Draft }) {
  const { t } = useTranslation('design');
  const format = useFormat();
  const cell = draft.document.cells?.[`${stage}.product`];
  const rate = cell?.targetRatePpm;
  const days = cell?.maxDays;
  return (
    <div className={`zh-growth-stage zh-growth-${stage}`}>
      <span className="zh-strong">{t(`ui:stage.${stage}`)}</span>
      <span className="zh-soft zh-small">{t(`rung.${stage}`)}</span>
      {rate === undefined ? null : (
        <span className="zh-growth-goal zh-small zh-number">{t('map.rate', { rate: format.share(rate / 1_000_000) })}</span>
      )}
      {days === undefined ? null : <span className="zh-growth-goal zh-small zh-number">{t('map.days', { count: days })}</span>}
    </div>
  );
}

function CellCard({
  stage,
  ladder,
  draft,
  onOpen,
}: {
  stage: GrowthStage;
  ladder: GrowthLadder;
  draft: Draft;
  onOpen: (key: MapCell) => void;
}) {
  const { t } = useTranslation('design');
  const key: MapCell = `${stage}.${ladder}`;
  const cell = draft.document.cells?.[key];
  const name = [t(`ui:stage.${stage}`), t(`ladder.${ladder}`)].join(' · ');
  if (!cell || !isFilled(cell)) {
    return (
      <button type="button" data-cell={key} className="zh-cell zh-cell-hole" onClick={() => onOpen(key)}>
        <span className="zh-hidden">{t('map.holeAt', { name })}</span>
        <span className="zh-cell-label zh-soft zh-small">{t(`ladder.${ladder}`)}</span>
        <span aria-hidden="true" className="zh-cell-plus">
          +
        </span>
        <span className="zh-small">{t(`asks.${stage}.${ladder}`)}</span>
      </button>
    );
  }
  const scene = cell.scene ? t(`scene.${cell.scene}`, { defaultValue: cell.scene }) : null;
  return (
    <button
      type="button"
      data-cell={key}
      className={cell.noteworthy ? 'zh-cell zh-cell-noteworthy' : 'zh-cell'}
      onClick={() => onOpen(key)}
    >
      <span className="zh-hidden">{t(`ui:stage.${stage}`)}</span>
      <span className="zh-cell-label zh-soft zh-small">{t(`ladder.${ladder}`)}</span>
      <span className="zh-cell-offer">{cell.offer}</span>
      <span className="zh-cell-foot zh-soft zh-small">{ladder === 'scene' ? scene : cell.owner}</span>
    </button>
  );
}
