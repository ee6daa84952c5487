import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { holesOf, mapCells, type MapCell } from '../../../../../rooms/planner/model/index.ts';
import { CheckField, Choice, LongField, TextField } from '../../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../../ui/page/dialog.tsx';
import type { DesignDocument, Draft } from './use-design.ts';

type Cell = NonNullable<NonNullable<DesignDocument['cells']>[MapCell]>;

const scenes = ['moments', 'group', 'direct', 'live', 'offline', 'silent'] as const;
const MOST_DAYS = 3650;

/** One cell, written in a sheet at the side: the map stays in sight, everything saves itself, and the next hole is one key away. */
export function CellSheet({
  at,
  draft,
  mayWrite,
  onGo,
  onClose,
}: {
  at: MapCell;
  draft: Draft;
  mayWrite: boolean;
  onGo: (key: MapCell) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('design');
  const [stage = '', ladder = ''] = at.split('.');
  const cells = draft.document.cells ?? {};
  const cell = cells[at] ?? {};
  const place = mapCells.indexOf(at);
  const before = mapCells[place - 1];
  const after = mapCells[place + 1];
  const nextHole = [...holesOf(cells).filter((key) => mapCells.indexOf(key) > place), ...holesOf(cells)].find((key) => key !== at);
  const change = (changes: { readonly [F in keyof Cell]?: Cell[F] | undefined }) =>
    draft.change((now) => ({ ...now, cells: { ...now.cells, [at]: cleaned({ ...now.cells?.[at], ...changes }) } }));
  return (
    <Dialog
      kind="sheet"
      title={[t(`ui:stage.${stage}`), t(`ladder.${ladder}`)].join(' · ')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button disabled={!before} aria-label={t('cell.before')} onClick={() => before && onGo(before)}>
            <span aria-hidden="true">←</span>
          </Button>
          <Button disabled={!after} aria-label={t('cell.after')} onClick={() => after && onGo(after)}>
            <span aria-hidden="true">→</span>
          </Button>
          {nextHole && mayWrite ? (
            <Button type="primary" onClick={() => onGo(nextHole)}>
              {t('map.nextHole')}
            </Button>
          ) : (
            <Button type="primary" onClick={onClose}>
              {t('cell.done')}
            </Button>
          )}
        </>
      }
    >
      <fieldset className="zh-stack" disabled={!mayWrite} key={at}>
        <legend className="zh-soft zh-cell-asks">{t(`asks.${stage}.${ladder}`)}</legend>
        <LongField label={t(`offer.${ladder}`)} value={cell.offer ?? ''} rows={3} onChange={(offer) => change({ offer })} />
        <div className="zh-pair">
          <TextField label={t('cell.owner')} value={cell.owner ?? ''} onChange={(owner) => change({ owner })} />
          <Choice
            label={t('cell.scene')}
            isLabelShown
            value={cell.scene ?? ''}
            options={[
              { value: '', label: t('cell.noScene') },
              ...scenes.map((scene) => ({ value: scene as string, label: t(`scene.${scene}`) })),
              ...(cell.scene && !(scenes as readonly string[]).includes(cell.scene) ? [{ value: cell.scene, label: cell.scene }] : []),
            ]}
            onChange={(scene) => change({ scene })}
          />
        </div>
        <TextField
          label={t('cell.script')}
          hint={t('cell.scriptHint')}
          value={cell.script ?? ''}
          onChange={(script) => change({ script })}
        />
        <div className="zh-pair">
          <TextField label={t('cell.enters')} value={cell.enters ?? ''} onChange={(enters) => change({ enters })} />
          <TextField label={t('cell.exits')} value={cell.exits ?? ''} onChange={(exits) => change({ exits })} />
        </div>
        <div className="zh-pair">
          <PercentField value={cell.targetRatePpm} onChange={(targetRatePpm) => change({ targetRatePpm })} />
          <TextField
            type="number"
            label={t('cell.maxDays')}
            value={cell.maxDays === undefined ? '' : String(cell.maxDays)}
            hint={t('cell.maxDaysHint')}
            onChange={(text) => change({ maxDays: whole(text, MOST_DAYS) })}
          />
        </div>
        <CheckField
          label={t('cell.noteworthy')}
          isOn={cell.noteworthy ?? false}
          onChange={(isOn) => change({ noteworthy: isOn || undefined })}
        />
      </fieldset>
    </Dialog>
  );
}

/** A share of people per month, typed in per cent. */
function PercentField({ value, onChange }: { value: number | undefined; onChange: (ppm: number | undefined) => void }) {
  const { t } = useTranslation('design');
  return (
    <TextField
      type="number"
      label={t('cell.targetRate')}
      value={value === undefined ? '' : String(value / 10_000)}
      hint={t('cell.targetRateHint')}
      onChange={(text) => {
        const share = Number(text);
        onChange(text.trim() === '' || !Number.isFinite(share) ? undefined : Math.round(Math.min(100, Math.max(0, share)) * 10_000));
      }}
    />
  );
}

function whole(text: string, most: number): number | undefined {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? undefined : Math.round(Math.min(most, Math.max(0, value)));
}

/** A part that was emptied is not written at all: a hole stays a hole. */
function cleaned(cell: { readonly [F in keyof Cell]?: Cell[F] | undefined }): Cell {
  return Object.fromEntries(Object.entries(cell).filter(([, value]) => value !== undefined && value !== '')) as Cell;
}
