import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { capNames, ppmOf, type PlanDraft } from './plan-form.ts';

/** What the plan says while it is written, on a hundred sold. The server says it in full once it is saved. */
export function Said({ draft, levels }: { draft: PlanDraft; levels: readonly { id: string; label: string }[] }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const hundred = (ppm: number) => format.money({ amount: String(Math.floor(ppm / 100)), currency: format.currency });
  const rates = draft.rates.map((text) => ppmOf(text) ?? 0);
  const paid = rates.reduce((sum, one) => sum + one, 0);
  const cap = draft.cap.trim() === '' ? null : ppmOf(draft.cap);
  const most = cap === null ? paid : Math.min(paid, cap);
  const top = (of: Record<string, string>) => Math.max(0, ...Object.values(of).map((text) => ppmOf(text) ?? 0));
  const name = (id: string) => levels.find((level) => level.id === id)?.label ?? id;
  return (
    <div className="zh-stack" aria-live="polite">
      <p className="zh-soft">{t('said.hundred')}</p>
      <ul className="zh-sum">
        {rates.map((rate, at) => (
          <li key={at} className="zh-fact">
            <span>{t(at === 0 ? 'said.direct' : 'said.depth', { depth: at + 1 })}</span>
            <span className="zh-number zh-end">{hundred(rate)}</span>
          </li>
        ))}
        <li className="zh-fact">
          <span className="zh-sum-total">{t('said.brand')}</span>
          <span className="zh-sum-total zh-number zh-end">{hundred(Math.max(0, 1_000_000 - most))}</span>
        </li>
      </ul>
      {paid > 1_000_000 ? <p className="zh-note zh-note-warning">{t('said.tooMuch')}</p> : null}
      <ul className="zh-said">
        {draft.overrides.map((one) => (
          <li key={one.key}>
            {t('said.override', {
              where:
                [
                  one.product?.title,
                  one.category.trim() || undefined,
                  one.ladderRole ? t(`ui:ladder.${one.ladderRole}`) : undefined,
                  one.partnerLevel ? name(one.partnerLevel) : undefined,
                ]
                  .filter(Boolean)
                  .join(t('ui:listComma')) || '…',
              depth: one.depth,
              pay: one.value.trim() === '' ? '…' : one.kind === 'rate' ? `${one.value}%` : t('said.perPiece', { amount: one.value }),
            })}
          </li>
        ))}
        {draft.differential.isOn ? (
          <li>{t('said.differential', { top: formatPpm(top(draft.differential.rates), format.language) })}</li>
        ) : null}
        {draft.service.isOn ? <li>{t('said.service', { top: formatPpm(top(draft.service.rates), format.language) })}</li> : null}
        <li>
          {draft.payees === 'chosen'
            ? t('said.chosen', { stages: draft.stages.map((stage) => t(`ui:stage.${stage}`)).join(t('ui:listComma')) || '…' })
            : t(draft.payees === 'partners' ? 'said.partners' : 'said.everybody')}
        </li>
        <li>{cap === null ? t('said.capPack') : t('said.cap', { amount: hundred(cap) })}</li>
        <li>{draft.holdDays.trim() === '' ? t('said.holdPack') : t('said.hold', { days: draft.holdDays })}</li>
        {capNames
          .filter((name) => draft.caps[name].trim() !== '')
          .map((name) => (
            <li key={name}>{t(`said.caps.${name}`, { amount: draft.caps[name] })}</li>
          ))}
        <li>
          {draft.bond === 'referral'
            ? t('said.forever')
            : draft.validityDays.trim() === ''
              ? t('said.lockedForever')
              : t('said.locked', { days: draft.validityDays })}
        </li>
        {draft.bond === 'locked' ? <li>{t(`said.orphan.${draft.onOrphan}`)}</li> : null}
      </ul>
    </div>
  );
}
