import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { canvasFields, type CanvasField } from '../../../../../rooms/planner/model/index.ts';
import type { Draft } from './use-design.ts';

/** The nine fields of the business model where they stand on the canvas; each is written in its place. */
export function Canvas({ draft, mayWrite }: { draft: Draft; mayWrite: boolean }) {
  return (
    <div className="zh-canvas-nine">
      {canvasFields.map((field) => (
        <CanvasBox key={field} field={field} draft={draft} mayWrite={mayWrite} />
      ))}
    </div>
  );
}

function CanvasBox({ field, draft, mayWrite }: { field: CanvasField; draft: Draft; mayWrite: boolean }) {
  const { t } = useTranslation('design');
  const id = useId();
  const value = draft.document.canvas?.[field] ?? '';
  return (
    <div className={`zh-nine zh-nine-${field}${value.trim() ? '' : ' zh-nine-empty'}`}>
      <label htmlFor={id} className="zh-strong">
        {t(`canvas.${field}.name`)}
      </label>
      <span id={`${id}-asks`} className="zh-soft zh-small">
        {t(`canvas.${field}.asks`)}
      </span>
      <textarea
        id={id}
        className="zh-nine-text"
        value={value}
        readOnly={!mayWrite}
        maxLength={2000}
        aria-describedby={`${id}-asks`}
        onChange={(event) => {
          const text = event.target.value;
          draft.change((now) => ({ ...now, canvas: { ...now.canvas, [field]: text } }));
        }}
      />
    </div>
  );
}
