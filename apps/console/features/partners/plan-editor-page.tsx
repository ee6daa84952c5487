import { useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useBrand, useFormat } from '../../../../ui/app/context.tsx';
import { Go, useGo, useUrl } from '../../../../ui/app/go.tsx';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Picker } from '../../../../ui/page/picker.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { useRewardRoom, type Room } from '../../../../ui/reward/reward-room.tsx';
import { stages } from '../../../../ui/tokens/index.ts';
import {
  bodyOf,
  capNames,
  changesOf,
  dialChoices,
  draftOf,
  emptyOverride,
  emptyPlan,
  faultsOf,
  ladderRoles,
  ppmOf,
  type OverrideDraft,
  type PlanDraft,
} from './plan-form.ts';
import { OverrideRoom, RatesRoom } from './plan-room.tsx';
import { Said } from './plan-said.tsx';
import { planTitle, type Plan } from './plan-words.tsx';

type Level = { id: string; label: string };

/** A new plan, empty or as a copy of another; saving makes a draft that pays nobody yet. */
export function NewPlanPage() {
  const { t } = useTranslation('partners');
  const { currency, day, today } = useFormat();
  const [url] = useUrl();
  const from = usePlanDraft(url.from ?? null);
  const save = (client: Client, draft: PlanDraft) => client.commissionPlans.create(bodyOf(draft, currency));
  const frame = { title: t('editor.title'), lead: t('editor.lead'), back: { to: 'refer', label: t('ui:referTabs.plans') } };
  if (!url.from)
    return (
      <Page {...frame}>
        <PlanEditor start={{ ...emptyPlan, name: t('editor.usualName', { day: day(today) }) }} save={save} button={t('editor.save')} />
      </Page>
    );
  return (
    <Page {...frame}>
      <Answer of={from} wait={<Skeleton shape="cards" count={3} />}>
        {(found) => <PlanEditor key={found.plan.id} start={found.draft} save={save} button={t('editor.save')} />}
      </Answer>
    </Page>
  );
}

/** A draft changed in place. A plan that was ever in force is only read: the orders of its time rest on it. */
export function EditPlanPage() {
  const { t } = useTranslation('partners');
  const { currency } = useFormat();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const found = usePlanDraft(id);
  return (
    <Page
      title={found.data ? t('editor.of', { plan: planTitle(found.data.plan) }) : t('editor.again')}
      lead={t('editor.lead')}
      back={{ to: `refer/plans/${id}`, label: found.data ? planTitle(found.data.plan) : t('ui:referTabs.plans') }}
    >
      <Answer of={found} wait={<Skeleton shape="cards" count={3} />}>
        {({ plan, draft }) =>
          plan.state === 'draft' ? (
            <PlanEditor
              key={plan.id}
              start={draft}
              save={(client, now) => client.commissionPlans.update(plan.id, changesOf(draft, now, currency))}
              button={t('editor.saveChanges')}
            />
          ) : (
            <EmptyState picture="tree" title={t('editor.published')} text={t('editor.publishedText')}>
              <Go to={`refer/plans/new?from=${plan.id}`} className="zh-cta">
                {t('plan.copy')}
              </Go>
            </EmptyState>
          )
        }
      </Answer>
    </Page>
  );
}

/** A plan that is there, as the form has it, with the names of the products it speaks of. */
function usePlanDraft(id: string | null) {
  return useAsk(
    ['plan', id, 'to-edit'],
    async (server, signal) => {
      const plan = await server.commissionPlans.get(id ?? '', { signal });
      const ids = [...new Set(plan.overrides.flatMap((one) => one.when.product ?? []))];
      const products = new Map(
        await Promise.all(ids.map(async (each) => [each, (await server.products.get(each, { signal })).name] as const)),
      );
      return { plan, draft: draftOf(plan, (each) => products.get(each) ?? each) };
    },
    { isOff: id === null },
  );
}

/** A plan as a form, with what it says in sentences beside it. */
function PlanEditor({
  start,
  save: saveDraft,
  button,
}: {
  start: PlanDraft;
  save: (client: Client, draft: PlanDraft) => Promise<Plan>;
  button: string;
}) {
  const { t } = useTranslation('partners');
  const brand = useBrand();
  const { currency } = useFormat();
  const go = useGo();
  const [draft, setDraft] = useState<PlanDraft>(start);
  const room = useRewardRoom();
  const levels = useAsk(['levels'], (server, signal) => server.partnerLevels.list({ limit: 200 }, { signal }));
  const faults = faultsOf(draft, currency, start);
  const change = (changes: Partial<PlanDraft>) => setDraft((now) => ({ ...now, ...changes }));
  const save = useAct(
    (client) => saveDraft(client, draft),
    (plan) => go(`refer/plans/${plan.id}`),
  );
  const known: Level[] = levels.data?.data ?? [];
  return (
    <form
      className="zh-sides"
      onSubmit={(event) => {
        event.preventDefault();
        if (faults.length === 0) save.mutate();
      }}
    >
      <div className="zh-stack">
        <Section title={t('editor.who')} isCard>
          <TextField
            label={t('plan.name')}
            value={draft.name}
            onChange={(name) => change({ name })}
            isRequired
            placeholder={t('editor.nameExample')}
          />
          <Choice
            isLabelShown
            label={t('editor.payees')}
            value={draft.payees}
            options={[
              { value: 'partners', label: t('editor.onlyPartners') },
              { value: 'everybody', label: t('editor.everybody') },
              { value: 'chosen', label: t('editor.chosen') },
            ]}
            onChange={(payees) => change({ payees })}
          />
          {draft.payees === 'chosen' ? (
            <fieldset className="zh-field">
              <legend className="zh-label">{t('editor.stages')}</legend>
              <div className="zh-row">
                {stages.map((stage) => (
                  <CheckField
                    key={stage}
                    label={t(`ui:stage.${stage}`)}
                    isOn={draft.stages.includes(stage)}
                    onChange={(isOn) => change({ stages: stages.filter((one) => (one === stage ? isOn : draft.stages.includes(one))) })}
                  />
                ))}
              </div>
            </fieldset>
          ) : null}
        </Section>
        <Section title={t('editor.levels')} note={t('editor.levelsNote')} isCard>
          <ul className="zh-rates-list">
            {draft.rates.map((rate, at) => (
              <li key={at} className="zh-rate-row">
                <PercentField
                  label={t(at === 0 ? 'editor.direct' : 'editor.depth', { depth: at + 1 })}
                  value={rate}
                  onChange={(text) => change({ rates: draft.rates.map((one, place) => (place === at ? text : one)) })}
                />
                {at === draft.rates.length - 1 && at > 0 ? (
                  <Button onClick={() => change({ rates: draft.rates.slice(0, -1) })}>{t('editor.removeDepth', { depth: at + 1 })}</Button>
                ) : null}
              </li>
            ))}
          </ul>
          <div>
            <Button onClick={() => change({ rates: [...draft.rates, ''] })}>
              {t('editor.addDepth', { depth: draft.rates.length + 1 })}
            </Button>
          </div>
          <RatesRoom draft={draft} room={room} />
        </Section>
        <Overrides draft={draft} levels={known} room={room} onChange={change} />
        <Roles draft={draft} levels={known} onChange={change} />
        <Section title={t('editor.limits')} isCard>
          <div className="zh-pair">
            <PercentField
              label={t('editor.cap')}
              value={draft.cap}
              onChange={(cap) => change({ cap })}
              hint={t('editor.capHint')}
              isOptional
            />
            <TextField
              type="number"
              label={t('editor.holdDays')}
              value={draft.holdDays}
              onChange={(holdDays) => change({ holdDays })}
              hint={t(start.holdDays === '' ? 'editor.holdUsual' : 'editor.holdHint')}
            />
          </div>
          <div className="zh-pair">
            {capNames.map((name) => (
              <MoneyField
                key={name}
                label={t(`editor.caps.${name}`)}
                value={draft.caps[name]}
                onChange={(limit) => change({ caps: { ...draft.caps, [name]: limit } })}
              />
            ))}
          </div>
          <p className="zh-soft zh-small">{t('editor.capsHint')}</p>
          {brand.policy === 'LAB' ? (
            <CheckField label={t('editor.selfBuy')} isOn={draft.selfBuy} onChange={(selfBuy) => change({ selfBuy })} />
          ) : null}
        </Section>
        <Section title={t('editor.bond')} isCard>
          <Choice
            isLabelShown
            label={t('editor.bondKind')}
            value={draft.bond}
            options={[
              { value: 'referral', label: t('editor.bondReferral') },
              { value: 'locked', label: t('editor.bondLocked') },
            ]}
            onChange={(bond) => change({ bond })}
          />
          {draft.bond === 'locked' ? (
            <>
              <div className="zh-pair">
                <TextField
                  type="number"
                  label={t('editor.validity')}
                  value={draft.validityDays}
                  onChange={(validityDays) => change({ validityDays })}
                  hint={t('editor.validityHint')}
                />
                <TextField
                  type="number"
                  label={t('editor.protection')}
                  value={draft.protectionDays}
                  onChange={(protectionDays) => change({ protectionDays })}
                />
              </div>
              <CheckField label={t('editor.snatch')} isOn={draft.snatch} onChange={(snatch) => change({ snatch })} />
              <div className="zh-pair">
                <Dial name="bindOn" settings={dialChoices.bindOn} value={draft.bindOn} onChange={(bindOn) => change({ bindOn })} />
                <TextField
                  type="number"
                  label={t('editor.touchDays')}
                  value={draft.touchDays}
                  onChange={(touchDays) => change({ touchDays })}
                  hint={t('editor.touchHint')}
                />
                <Dial name="scope" settings={dialChoices.scope} value={draft.scope} onChange={(scope) => change({ scope })} />
                <Dial name="renewOn" settings={dialChoices.renewOn} value={draft.renewOn} onChange={(renewOn) => change({ renewOn })} />
                <Dial
                  name="onBecomePartner"
                  settings={dialChoices.onBecomePartner}
                  value={draft.onBecomePartner}
                  onChange={(onBecomePartner) => change({ onBecomePartner })}
                />
                <Dial
                  name="onOrphan"
                  settings={dialChoices.onOrphan}
                  value={draft.onOrphan}
                  onChange={(onOrphan) => change({ onOrphan })}
                />
              </div>
            </>
          ) : null}
        </Section>
      </div>
      <div className="zh-beside">
        <Section title={t('editor.says')} isCard>
          <Said draft={draft} levels={known} />
          <ErrorLine error={save.error} />
          {faults.length > 0 ? (
            <ul className="zh-stack-tight zh-soft zh-small">
              {faults.map((fault) => (
                <li key={fault}>{t(`editor.fault.${fault}`)}</li>
              ))}
            </ul>
          ) : null}
          <Button type="primary" htmlType="submit" block disabled={faults.length > 0} loading={save.isPending}>
            {button}
          </Button>
          <p className="zh-soft zh-small">{t('editor.saveNote')}</p>
        </Section>
      </div>
    </form>
  );
}

/** One dial of the bond, each of its settings in words. */
function Dial<Setting extends string>({
  name,
  settings,
  value,
  onChange,
}: {
  name: string;
  settings: readonly Setting[];
  value: Setting;
  onChange: (value: Setting) => void;
}) {
  const { t } = useTranslation('partners');
  return (
    <Choice<Setting>
      isLabelShown
      label={t(`editor.dial.${name}`)}
      value={value}
      options={settings.map((each) => ({ value: each, label: t(`editor.dials.${name}.${String(each)}`) }))}
      onChange={onChange}
    />
  );
}

/** A share typed in percent. */
function PercentField({
  label,
  value,
  onChange,
  hint,
  isOptional,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  hint?: string;
  isOptional?: boolean;
}) {
  const { t } = useTranslation('partners');
  const isWrong = ppmOf(value) === null && !(isOptional && value.trim() === '') && value !== '';
  const below = isWrong ? t('editor.percentWrong') : hint;
  return <TextField label={`${label} (%)`} value={value} onChange={onChange} {...(below === undefined ? {} : { hint: below })} />;
}

function Overrides({
  draft,
  levels,
  room,
  onChange,
}: {
  draft: PlanDraft;
  levels: Level[];
  room: Room | null;
  onChange: (changes: Partial<PlanDraft>) => void;
}) {
  const { t } = useTranslation('partners');
  const set = (key: number, changes: Partial<OverrideDraft>) =>
    onChange({ overrides: draft.overrides.map((one) => (one.key === key ? { ...one, ...changes } : one)) });
  return (
    <Section title={t('editor.overrides')} note={t('editor.overridesNote')} isCard>
      {draft.overrides.map((one, at) => (
        <fieldset key={one.key} className="zh-order-line">
          <legend className="zh-hidden">{t('editor.override', { number: at + 1 })}</legend>
          <div className="zh-pair">
            <Picker label={t('editor.product')} kind="product" value={one.product} onChange={(product) => set(one.key, { product })} />
            <TextField label={t('editor.category')} value={one.category} onChange={(category) => set(one.key, { category })} />
            <Choice
              isLabelShown
              label={t('editor.ladderRole')}
              value={one.ladderRole}
              options={[{ value: '', label: t('editor.any') }, ...ladderRoles.map((value) => ({ value, label: t(`ui:ladder.${value}`) }))]}
              onChange={(ladderRole) => set(one.key, { ladderRole })}
            />
            <Choice
              isLabelShown
              label={t('editor.partnerLevel')}
              value={one.partnerLevel}
              options={[{ value: '', label: t('editor.any') }, ...levels.map((level) => ({ value: level.id, label: level.label }))]}
              onChange={(partnerLevel) => set(one.key, { partnerLevel })}
            />
          </div>
          <div className="zh-trio">
            <TextField type="number" label={t('editor.atDepth')} value={one.depth} onChange={(depth) => set(one.key, { depth })} />
            <Choice
              isLabelShown
              label={t('editor.paysAs')}
              value={one.kind}
              options={[
                { value: 'rate', label: t('editor.asRate') },
                { value: 'fixed', label: t('editor.asFixed') },
              ]}
              onChange={(kind) => set(one.key, { kind, value: '' })}
            />
            {one.kind === 'rate' ? (
              <PercentField label={t('editor.pays')} value={one.value} onChange={(value) => set(one.key, { value })} />
            ) : (
              <MoneyField label={t('editor.perPiece')} value={one.value} onChange={(value) => set(one.key, { value })} />
            )}
          </div>
          <OverrideRoom override={one} room={room} />
          <div>
            <button
              type="button"
              className="zh-text-button"
              onClick={() => onChange({ overrides: draft.overrides.filter((each) => each.key !== one.key) })}
            >
              {t('editor.removeOverride', { number: at + 1 })}
            </button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          onClick={() =>
            onChange({ overrides: [...draft.overrides, emptyOverride(Math.max(-1, ...draft.overrides.map((one) => one.key)) + 1)] })
          }
        >
          {t('editor.addOverride')}
        </Button>
      </div>
    </Section>
  );
}

function Roles({ draft, levels, onChange }: { draft: PlanDraft; levels: Level[]; onChange: (changes: Partial<PlanDraft>) => void }) {
  const { t } = useTranslation('partners');
  const { differential, service } = draft;
  return (
    <Section title={t('editor.roles')} note={levels.length === 0 ? t('editor.rolesNeedLevels') : t('editor.rolesNote')} isCard>
      <CheckField
        label={t('editor.differential')}
        isOn={differential.isOn}
        onChange={(isOn) => onChange({ differential: { ...differential, isOn } })}
      />
      {differential.isOn ? (
        <>
          <LevelRates
            levels={levels}
            rates={differential.rates}
            onChange={(rates) => onChange({ differential: { ...differential, rates } })}
          />
          <CheckField
            label={t('editor.countsDirect')}
            isOn={differential.countsDirect}
            onChange={(countsDirect) => onChange({ differential: { ...differential, countsDirect } })}
          />
        </>
      ) : null}
      <CheckField label={t('editor.service')} isOn={service.isOn} onChange={(isOn) => onChange({ service: { ...service, isOn } })} />
      {service.isOn ? (
        <LevelRates levels={levels} rates={service.rates} onChange={(rates) => onChange({ service: { ...service, rates } })} />
      ) : null}
    </Section>
  );
}

function LevelRates({
  levels,
  rates,
  onChange,
}: {
  levels: Level[];
  rates: Record<string, string>;
  onChange: (rates: Record<string, string>) => void;
}) {
  return (
    <div className="zh-pair">
      {levels.map((level) => (
        <PercentField
          key={level.id}
          label={level.label}
          value={rates[level.id] ?? ''}
          onChange={(text) => onChange({ ...rates, [level.id]: text })}
          isOptional
        />
      ))}
    </div>
  );
}
