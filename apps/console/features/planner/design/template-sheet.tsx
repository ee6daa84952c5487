import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  canvasFields,
  growthLadders,
  growthStages,
  isFilled,
  mapCells,
  presetIds,
  templateOf,
  withTemplate,
  type PresetId,
} from '../../../../../rooms/planner/model/index.ts';
import { CheckField, Choice } from '../../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../../ui/page/dialog.tsx';
import { useLadders } from './content.ts';
import type { Design, Draft } from './use-design.ts';

/** A trade to start from: seen first, cell by cell, then laid only where nothing is written, unless all of it is asked for. */
export function TemplateSheet({ design, draft, onClose }: { design: Design; draft: Draft; onClose: () => void }) {
  const { t } = useTranslation('design');
  const words = useLadders();
  const [category, setCategory] = useState<PresetId>(design.template);
  const [isAll, setAll] = useState(false);
  if (!words) return null;
  const template = templateOf(category, words);
  const cells = draft.document.cells ?? {};
  const canvas = draft.document.canvas ?? {};
  const isWritten = (key: (typeof mapCells)[number]) => isFilled(cells[key]);
  const fills =
    mapCells.filter((key) => isAll || !isWritten(key)).length + canvasFields.filter((field) => isAll || !canvas[field]?.trim()).length;
  const lay = () => {
    draft.change((now) => ({
      ...now,
      cells: withTemplate(now.cells ?? {}, template.cells, isAll),
      canvas: {
        ...template.canvas,
        ...(isAll ? {} : Object.fromEntries(Object.entries(now.canvas ?? {}).filter(([, text]) => text?.trim()))),
      },
    }));
    onClose();
  };
  return (
    <Dialog
      kind="sheet"
      title={t('template.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:notNow')}</Button>
          <Button type="primary" disabled={fills === 0} onClick={lay}>
            {t(isAll ? 'template.replace' : 'template.fill', { count: fills })}
          </Button>
        </>
      }
    >
      <div className="zh-stack">
        <p className="zh-soft">{words.note}</p>
        <Choice<PresetId>
          label={t('template.which')}
          isLabelShown
          value={category}
          options={presetIds.map((id) => ({ value: id, label: words.categories[id].name }))}
          onChange={setCategory}
        />
        <p className="zh-read">{words.categories[category].about}</p>
        <CheckField label={t('template.all')} isOn={isAll} onChange={setAll} />
        <dl className="zh-template-list">
          {growthStages.map((stage) => (
            <div key={stage}>
              <dt className="zh-strong">{t(`ui:stage.${stage}`)}</dt>
              {growthLadders.map((ladder) => {
                const isKept = !isAll && isWritten(`${stage}.${ladder}`);
                return (
                  <dd key={ladder} className={isKept ? 'zh-template-kept' : undefined}>
                    <span className="zh-soft zh-small">{t(`ladder.${ladder}`)}</span>
                    <span>{isKept ? cells[`${stage}.${ladder}`]?.offer : template.cells[`${stage}.${ladder}`].offer}</span>
                    {isKept ? <span className="zh-soft zh-small">{t('template.kept')}</span> : null}
                  </dd>
                );
              })}
            </div>
          ))}
        </dl>
        <section className="zh-stack-tight">
          <h3>{t('template.guards')}</h3>
          <ul className="zh-bullets">
            {words.categories[category].guards.map((guard) => (
              <li key={guard}>{guard}</li>
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}
