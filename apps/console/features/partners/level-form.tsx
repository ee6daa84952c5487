import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { amountOf, draftOf, isMoney, keepsTooMuch, measures, ruleOf, type Level, type LevelRule, type RuleDraft } from './level-rule.ts';

export function LevelDialog({ level, onClose }: { level: Level | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('partners');
  return (
    <Dialog
      title={level === null || level === 'new' ? t('level.new') : t('level.editOf', { level: level.label })}
      isOpen={level !== null}
      onClose={onClose}
    >
      {level === null ? null : <LevelForm level={level === 'new' ? null : level} onClose={onClose} />}
    </Dialog>
  );
}

/** A level by name and rank, what it takes to rise to it and to stay, and how long before it is lost somebody is told. */
function LevelForm({ level, onClose }: { level: Level | null; onClose: () => void }) {
  const { t } = useTranslation('partners');
  const { currency } = useFormat();
  const [label, setLabel] = useState(level?.label ?? '');
  const [rank, setRank] = useState(String(level?.rank ?? ''));
  const [draft, setDraft] = useState<RuleDraft>(() => draftOf(level?.rule ?? null));
  const rule = ruleOf(draft, currency);
  const isOdd = rule !== null && rule !== 'wrong' && keepsTooMuch(rule);
  const isSame = JSON.stringify(rule) === JSON.stringify(level?.rule ?? null);
  const body = {
    label: label.trim(),
    ...(/^\d{1,6}$/.test(rank.trim()) ? { rank: Number(rank) } : {}),
    ...(rule === 'wrong' || isSame ? {} : { rule }),
  };
  const save = useAct((client) => (level ? client.partnerLevels.update(level.id, body) : client.partnerLevels.create(body)), onClose);
  const remove = useAct((client, id: string) => client.partnerLevels.remove(id), onClose);
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField label={t('level.label')} value={label} onChange={setLabel} isRequired />
      <TextField type="number" label={t('level.rank')} value={rank} onChange={setRank} hint={t('level.rankHint')} />
      <Choice
        isLabelShown
        label={t('level.by')}
        value={draft.measure}
        options={measures.map((value) => ({ value, label: t(`level.measure.${value}`) }))}
        onChange={(measure) => {
          const isOther = isMoney(measure) !== isMoney(draft.measure);
          setDraft({ ...draft, measure, ...(isOther ? { reach: '', keep: '' } : {}) });
        }}
      />
      {draft.measure === 'hand' ? null : <RuleFields draft={draft} isOdd={isOdd} onChange={setDraft} />}
      {rule === null || rule === 'wrong' || isOdd ? null : <RuleSentence rule={rule} />}
      <Refused error={save.error ?? remove.error} />
      <div className="zh-row zh-row-between">
        <Button type="primary" htmlType="submit" disabled={label.trim() === '' || rule === 'wrong' || isOdd} loading={save.isPending}>
          {t('level.save')}
        </Button>
        {level ? (
          <Button danger loading={remove.isPending} onClick={() => remove.mutate(level.id)}>
            {t('level.remove', { level: level.label })}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function RuleFields({ draft, isOdd, onChange }: { draft: RuleDraft; isOdd: boolean; onChange: (draft: RuleDraft) => void }) {
  const { t } = useTranslation('partners');
  const Amount = isMoney(draft.measure) ? MoneyField : CountField;
  const keepHint = t(isOdd ? 'level.keepWrong' : 'level.keepHint');
  return (
    <>
      <div className="zh-pair">
        <Amount
          label={t('level.reach')}
          value={draft.reach}
          onChange={(reach) => onChange({ ...draft, reach })}
          hint={t('level.reachHint')}
          isRequired
        />
        <Amount label={t('level.keep')} value={draft.keep} onChange={(keep) => onChange({ ...draft, keep })} hint={keepHint} />
      </div>
      <div className="zh-pair">
        <TextField
          type="number"
          label={t('level.window')}
          value={draft.windowDays}
          onChange={(windowDays) => onChange({ ...draft, windowDays })}
          hint={t('level.windowHint')}
          isRequired
        />
        <TextField
          type="number"
          label={t('level.grace')}
          value={draft.graceDays}
          onChange={(graceDays) => onChange({ ...draft, graceDays })}
          hint={t('level.graceHint')}
          isRequired
        />
      </div>
    </>
  );
}

function CountField(field: { label: string; value: string; onChange: (value: string) => void; hint: string; isRequired?: boolean }) {
  return <TextField type="number" {...field} />;
}

/** The rule as a partner would be told it. What the server refuses says itself why. */
function RuleSentence({ rule }: { rule: LevelRule }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const said = useMeasured();
  if (rule.measure !== 'sales' && rule.measure !== 'services') return null;
  const facts = {
    within: format.days(rule.windowDays),
    reach: said(rule.reach),
    keep: said(rule.keep),
    grace: format.days(rule.graceDays),
  };
  const stays = amountOf(rule.keep) === 0n ? 'forGood' : rule.graceDays === 0 ? 'atOnce' : 'warned';
  return (
    <div className="zh-note">
      <p>{t(`level.says.${rule.measure}`, facts)}</p>
      <p>{t(`level.stays.${stays}`, facts)}</p>
    </div>
  );
}

/** Money as money, services as how many. */
export function useMeasured(): (value: LevelRule['reach']) => string {
  const { t } = useTranslation('partners');
  const format = useFormat();
  return (value) =>
    typeof value === 'number' ? t('level.services', { count: value, services: format.count(value) }) : format.money(value);
}

/** A rule that no policy pack allows is refused by its number, with the words of the rule and what to ask for instead. */
function Refused({ error }: { error: unknown }) {
  if (!(error instanceof ApiProblem) || error.code !== 'levelRule.byRecruits') return <ErrorLine error={error} />;
  return (
    <div className="zh-error-line" role="alert">
      <strong>{error.problem.title}</strong>
      <span>{error.message}</span>
      {error.problem.hint ? <span>{error.problem.hint}</span> : null}
      <code className="zh-code">{error.code}</code>
    </div>
  );
}
