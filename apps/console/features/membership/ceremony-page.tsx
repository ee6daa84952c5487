import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { CheckField, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { LettersPart } from './letters-part.tsx';
import { MembershipTabs } from './membership-tabs.tsx';

type Ceremony = Awaited<ReturnType<Client['ceremony']['get']>>;
type Step = Ceremony['steps'][number]['step'];

const allSteps = ['pledge', 'number', 'welcome', 'kit', 'privilege', 'mentor', 'letter'] as const satisfies readonly Step[];
const hasName: readonly Step[] = ['mentor', 'letter'];
const hasPoints: readonly Step[] = ['pledge', 'kit'];
const POINTS_MOST = 12;

/** That it was saved is said also when what was saved has come back as a new version of the page. */
interface Saving {
  isSaved: boolean;
  onSaved: (isSaved: boolean) => void;
}

interface Draft {
  step: Step;
  isOn: boolean;
  title: string;
  text: string;
  name: string;
  points: string;
}

/** What a new member goes through, step by step, in the brand's own words. */
export function CeremonyPage() {
  const { t } = useTranslation('membership');
  const found = useAsk(['ceremony'], (client, signal) => client.ceremony.get({ signal }));
  const [isSaved, setSaved] = useState(false);
  return (
    <Page title={t('ceremony.title')} lead={t('ceremony.lead')} tabs={<MembershipTabs here="ceremony" />}>
      <Answer of={found} wait={<Skeleton shape="cards" count={3} />}>
        {(answer) => <Welcome key={answer.version} ceremony={answer} isSaved={isSaved} onSaved={setSaved} />}
      </Answer>
      <LettersPart />
    </Page>
  );
}

/** The designer of the welcome; a draft that lies beside it can be taken up or thrown away. */
function Welcome({ ceremony, ...saving }: { ceremony: Ceremony } & Saving) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const mayWrite = useMay('brand');
  const [isTakenUp, setTakenUp] = useState(false);
  const drop = useAct(
    (client) => client.ceremony.dropDraft(),
    () => setTakenUp(false),
  );
  const { draft } = ceremony;
  return (
    <>
      {draft ? (
        <div className="zh-note">
          <p>
            {t(isTakenUp ? 'ceremony.draftOpen' : 'ceremony.draft', {
              at: format.instant(draft.writtenAt),
              by: draft.writtenBy,
              count: draft.steps.length,
            })}
          </p>
          {mayWrite ? (
            <p className="zh-row">
              {isTakenUp ? null : (
                <Button type="primary" onClick={() => setTakenUp(true)}>
                  {t('ceremony.draftTake')}
                </Button>
              )}
              <Button loading={drop.isPending} onClick={() => drop.mutate()}>
                {t('ceremony.draftDrop')}
              </Button>
            </p>
          ) : null}
          <ErrorLine error={drop.error} />
        </div>
      ) : null}
      <Designer
        key={isTakenUp ? 'draft' : 'own'}
        ceremony={isTakenUp && draft ? { ...ceremony, steps: draft.steps } : ceremony}
        {...saving}
      />
    </>
  );
}

function draftsOf(ceremony: Ceremony): Draft[] {
  const chosen = ceremony.steps.map((one) => ({
    step: one.step,
    isOn: true,
    title: one.title ?? '',
    text: one.text ?? '',
    name: one.name ?? '',
    points: (one.points ?? []).join('\n'),
  }));
  const others = allSteps.filter((step) => !ceremony.steps.some((one) => one.step === step));
  return [...chosen, ...others.map((step) => ({ step, isOn: false, title: '', text: '', name: '', points: '' }))];
}

function stepBody({ step, title, text, name, points }: Draft) {
  const lines = points
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return {
    step,
    ...(title.trim() ? { title: title.trim() } : {}),
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(hasName.includes(step) && name.trim() ? { name: name.trim() } : {}),
    ...(hasPoints.includes(step) && lines.length > 0 ? { points: lines.slice(0, POINTS_MOST) } : {}),
  };
}

function Designer({ ceremony, isSaved, onSaved }: { ceremony: Ceremony } & Saving) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const mayWrite = useMay('brand');
  const [drafts, setDrafts] = useState(() => draftsOf(ceremony));
  const write = useAct(
    (client) => client.ceremony.write({ steps: drafts.filter((one) => one.isOn).map(stepBody) }),
    () => onSaved(true),
  );
  const change = (at: number, changes: Partial<Draft>) => {
    onSaved(false);
    setDrafts((now) => now.map((one, i) => (i === at ? { ...one, ...changes } : one)));
  };
  const swap = (at: number, by: -1 | 1) =>
    setDrafts((now) => {
      const [here, there] = [now[at], now[at + by]];
      return here && there ? now.map((one, i) => (i === at ? there : i === at + by ? here : one)) : now;
    });
  const isLetterEmpty = drafts.some((one) => one.isOn && one.step === 'letter' && one.text.trim() === '');
  const isReady = drafts.some((one) => one.isOn) && !isLetterEmpty;
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) write.mutate();
      }}
    >
      <p className="zh-soft">
        {ceremony.writtenAt
          ? t('ceremony.version', { version: ceremony.version, at: format.instant(ceremony.writtenAt) })
          : t('ceremony.own')}{' '}
        {ceremony.began > 0
          ? t('ceremony.passed', { count: ceremony.began, began: format.count(ceremony.began), finished: format.count(ceremony.finished) })
          : t('ceremony.nobody')}
      </p>
      <ol className="zh-stack">
        {drafts.map((draft, at) => (
          <li key={draft.step}>
            <Section title={t(`ceremony.step.${draft.step}`)} note={t(`ceremony.about.${draft.step}`)} isCard>
              <div className="zh-row zh-row-between">
                <CheckField label={t('ceremony.isOn')} isOn={draft.isOn} onChange={(isOn) => change(at, { isOn })} />
                <span className="zh-row">
                  <Button
                    size="small"
                    disabled={at === 0}
                    aria-label={t('ceremony.earlierOf', { step: t(`ceremony.step.${draft.step}`) })}
                    onClick={() => swap(at, -1)}
                  >
                    {t('ceremony.earlier')}
                  </Button>
                  <Button
                    size="small"
                    disabled={at === drafts.length - 1}
                    aria-label={t('ceremony.laterOf', { step: t(`ceremony.step.${draft.step}`) })}
                    onClick={() => swap(at, 1)}
                  >
                    {t('ceremony.later')}
                  </Button>
                </span>
              </div>
              {draft.isOn ? <StepFields draft={draft} onChange={(changes) => change(at, changes)} /> : null}
            </Section>
          </li>
        ))}
      </ol>
      {isLetterEmpty ? <p className="zh-note zh-note-warning">{t('ceremony.letterEmpty')}</p> : null}
      <ErrorLine error={write.error} />
      {mayWrite ? (
        <div className="zh-row">
          <Button type="primary" htmlType="submit" disabled={!isReady} loading={write.isPending}>
            {t('ceremony.save')}
          </Button>
          <span className="zh-soft zh-small" aria-live="polite">
            {isSaved ? t('ceremony.saved') : t('ceremony.saveNote')}
          </span>
        </div>
      ) : null}
    </form>
  );
}

function StepFields({ draft, onChange }: { draft: Draft; onChange: (changes: Partial<Draft>) => void }) {
  const { t } = useTranslation('membership');
  return (
    <div className="zh-stack">
      <TextField
        label={t('ceremony.heading')}
        value={draft.title}
        onChange={(title) => onChange({ title })}
        placeholder={t(`ceremony.builtIn.${draft.step}.title`)}
        hint={t('ceremony.headingHint')}
      />
      <LongField
        label={t('ceremony.words')}
        value={draft.text}
        onChange={(text) => onChange({ text })}
        rows={3}
        {...(draft.step === 'letter' ? {} : { placeholder: t(`ceremony.builtIn.${draft.step}.text`) })}
        isRequired={draft.step === 'letter'}
      />
      {hasName.includes(draft.step) ? (
        <TextField label={t(`ceremony.nameOf.${draft.step}`)} value={draft.name} onChange={(name) => onChange({ name })} />
      ) : null}
      {hasPoints.includes(draft.step) ? (
        <LongField
          label={t(`ceremony.pointsOf.${draft.step}`)}
          value={draft.points}
          onChange={(points) => onChange({ points })}
          rows={4}
          hint={t('ceremony.pointsHint')}
        />
      ) : null}
    </div>
  );
}
