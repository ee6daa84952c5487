import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { rolesFor, useApp, type Act } from '../app/context.tsx';
import { Dialog } from '../page/dialog.tsx';

export interface FigureProps {
  /** names the words of the figure: `figures.<id>` has its name, definition and basis */
  id: string;
  /** the number, formatted */
  value: ReactNode;
  /** the change beside it */
  change?: ReactNode;
  /** the formula with today's numbers */
  formula?: ReactNode;
  /** the rows behind it, or links to them */
  rows?: ReactNode;
  /** who may see it */
  act?: Act;
  size?: 'hero' | 'large' | 'plain';
  /** what to call it here, when the usual name would repeat the heading */
  name?: string;
  below?: ReactNode;
}

/**
 * A number that opens: definition in words, formula with today's numbers, the rows behind it, who may see it
 * (DESIGN: any figure opens a side sheet).
 */
export function Figure({ id, value, change, formula, rows, act = 'figures', size = 'large', name, below }: FigureProps) {
  const { t } = useTranslation('figures');
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={`zh-figure zh-figure-${size}`}>
      <button type="button" className="zh-figure-button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span className="zh-figure-name">{name ?? t(`${id}.name`)}</span>
        <span className="zh-figure-value zh-number">{value}</span>
      </button>
      {change ? <div className="zh-figure-change">{change}</div> : null}
      {below}
      <Dialog kind="sheet" title={t(`${id}.name`)} isOpen={isOpen} onClose={() => setOpen(false)}>
        <FigureSheet id={id} value={value} formula={formula} rows={rows} act={act} />
      </Dialog>
    </div>
  );
}

function FigureSheet({ id, value, formula, rows, act }: { id: string; value: ReactNode; formula: ReactNode; rows: ReactNode; act: Act }) {
  const { t } = useTranslation('figures');
  const { role } = useApp();
  const roles = rolesFor(act);
  return (
    <div className="zh-sheet">
      <p className="zh-sheet-value zh-number">{value}</p>
      <section>
        <h3>{t('sheet.definition')}</h3>
        <p className="zh-read">{t(`${id}.definition`)}</p>
      </section>
      {formula ? (
        <section>
          <h3>{t('sheet.formula')}</h3>
          <div className="zh-formula zh-number">{formula}</div>
        </section>
      ) : null}
      {rows ? (
        <section>
          <h3>{t('sheet.rows')}</h3>
          {rows}
        </section>
      ) : null}
      <section>
        <h3>{t('sheet.who')}</h3>
        <p>
          {roles.map((one) => t(`ui:role.${one}`)).join(t('ui:listComma'))}
          {roles.includes(role) ? <span className="zh-soft"> {t('sheet.you', { role: t(`ui:role.${role}`) })}</span> : null}
        </p>
      </section>
    </div>
  );
}
