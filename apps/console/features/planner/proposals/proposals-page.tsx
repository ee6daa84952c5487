import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './proposals.css';
import type { Client } from '../../../../../sdk/index.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import { EmptyState } from '../../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { MoneyText } from '../../../../../ui/tags/money-text.tsx';
import { StageTag, StateTag } from '../../../../../ui/tags/tags.tsx';
import { PlannerTabs } from '../planner-tabs.tsx';
import { useWhichDesign } from '../which-design.tsx';

type Proposal = Awaited<ReturnType<Client['designs']['proposals']>>['data'][number];
type Made = Awaited<ReturnType<Client['designs']['make']>>;
type Kind = Proposal['kind'];

const kinds = ['product', 'card', 'tier', 'commissionPlan', 'ceremony', 'script', 'task'] as const satisfies readonly Kind[];
const stages = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;
const moods = { draft: 'warning', changed: 'warning', live: 'good', gone: 'calm', new: 'calm' } as const;
const LINES = 4;

const canMake = (one: Proposal): boolean => one.state === 'new' || one.state === 'gone';
/** What the brand has already is not ticked: whoever wants another ticks it. */
const isTicked = (one: Proposal): boolean => canMake(one) && one.isSuggested && one.exists === null;

/** A design becomes real: what it would create, ticked thing by thing, made as drafts, each reviewed where it belongs. */
export function ProposalsPage() {
  const { t } = useTranslation('proposals');
  const { design, none, choice } = useWhichDesign();
  const id = design?.id ?? null;
  const found = useAsk(['proposals', id], (client, signal) => client.designs.proposals(id ?? '', { signal }), { isOff: id === null });
  return (
    <Page title={t('title')} lead={t('lead')} tabs={<PlannerTabs here="make" />} actions={choice}>
      {none ?? (
        <Answer of={found} wait={<Skeleton shape="cards" count={4} />}>
          {({ data }) =>
            data.length === 0 ? (
              <EmptyState picture="grid" title={t('none')} text={t('noneText')} />
            ) : (
              <Proposals key={id} designId={id ?? ''} designName={design?.name ?? ''} proposals={data} />
            )
          }
        </Answer>
      )}
    </Page>
  );
}

function Proposals({ designId, designName, proposals }: { designId: string; designName: string; proposals: readonly Proposal[] }) {
  const { t } = useTranslation('proposals');
  const format = useFormat();
  const mayMake = useMay('planner');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set(proposals.filter(isTicked).map((one) => one.key)));
  const [made, setMade] = useState<Made | null>(null);
  const wanted = proposals.filter((one) => ticked.has(one.key) && canMake(one));
  const make = useAct(
    (client) => client.designs.make(designId, { keys: wanted.map((one) => one.key) }),
    (answer) => {
      setMade(answer);
      setTicked(new Set());
    },
  );
  const drafts = proposals.filter((one) => one.kind !== 'task' && (one.state === 'draft' || one.state === 'changed'));
  const live = proposals.filter((one) => one.state === 'live' && one.kind !== 'task');
  const tick = (keys: readonly string[], isOn: boolean) =>
    setTicked((now) => {
      const next = new Set(now);
      for (const key of keys) {
        if (isOn) next.add(key);
        else next.delete(key);
      }
      return next;
    });
  return (
    <>
      <Counts all={proposals} drafts={drafts.length} live={live.length} name={designName} />
      {made ? <Outcome made={made} proposals={proposals} /> : null}
      {drafts.length > 0 ? <ToReview drafts={drafts} /> : null}
      <div className="zh-make-parts">
        {kinds.map((kind) => (
          <KindPart
            key={kind}
            kind={kind}
            proposals={proposals.filter((one) => one.kind === kind)}
            ticked={ticked}
            onTick={tick}
            mayMake={mayMake}
          />
        ))}
      </div>
      {mayMake ? (
        <div className="zh-make-bar">
          <span aria-live="polite">
            {wanted.length === 0 ? t('nothingTicked') : t('ticked', { count: wanted.length, shown: format.count(wanted.length) })}
          </span>
          <span className="zh-soft zh-small">{t('nothingLive')}</span>
          <Button type="primary" disabled={wanted.length === 0} loading={make.isPending} onClick={() => make.mutate()}>
            {t('make', { count: wanted.length })}
          </Button>
          <ErrorLine error={make.error} />
        </div>
      ) : (
        <p className="zh-soft">{t('mayNot')}</p>
      )}
    </>
  );
}

function Counts({ all, drafts, live, name }: { all: readonly Proposal[]; drafts: number; live: number; name: string }) {
  const { t } = useTranslation('proposals');
  const format = useFormat();
  const things = all.filter((one) => one.kind !== 'task' && one.kind !== 'script');
  const parts = [
    { word: 'countNew', count: things.filter(canMake).length },
    { word: 'countDrafts', count: drafts },
    { word: 'countLive', count: live },
  ] as const;
  return (
    <dl className="zh-make-counts" aria-label={name}>
      {parts.map(({ word, count }) => (
        <div key={word}>
          <dt className="zh-soft zh-small">{t(word)}</dt>
          <dd className="zh-number">{format.count(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What came of the click: what was made now, what was there before, what was refused and why. */
function Outcome({ made, proposals }: { made: Made; proposals: readonly Proposal[] }) {
  const { t } = useTranslation('proposals');
  const fresh = made.data.filter((one) => one.isNew).length;
  const known = made.data.length - fresh;
  return (
    <div className={made.refused.length > 0 ? 'zh-note zh-note-warning' : 'zh-note zh-note-good'} role="status">
      <p>
        {t('made', { count: fresh })} {known > 0 ? t('known', { count: known }) : null}
      </p>
      {made.refused.length > 0 ? (
        <ul>
          {made.refused.map((one) => (
            <li key={one.key}>
              <bdi className="zh-strong">{proposals.find((each) => each.key === one.key)?.name ?? one.key}</bdi>: {one.detail}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** Drafts, each with the page on which it is looked at and put in use. */
function ToReview({ drafts }: { drafts: readonly Proposal[] }) {
  const { t } = useTranslation('proposals');
  const scripts = drafts.filter((one) => one.kind === 'script');
  return (
    <Section title={t('review')} note={t('reviewNote')} isCard>
      <ul className="zh-review">
        {drafts
          .filter((one) => one.kind !== 'script')
          .map((one) => (
            <li key={one.key}>
              <span className="zh-soft zh-small">{t(`kind.${one.kind}`)}</span>
              <Go to={one.made?.screen ?? ''} className="zh-link">
                <bdi>{one.made?.name ?? one.name}</bdi>
              </Go>
              <span>{t(`next.${one.kind}`)}</span>
            </li>
          ))}
        {scripts.length > 0 ? (
          <li>
            <span className="zh-soft zh-small">{t('kind.script')}</span>
            <Go to="plan/scripts?state=draft" className="zh-link">
              {t('scriptsToReview', { count: scripts.length })}
            </Go>
            <span>{t('next.script')}</span>
          </li>
        ) : null}
      </ul>
    </Section>
  );
}

interface PartProps {
  kind: Kind;
  proposals: readonly Proposal[];
  ticked: ReadonlySet<string>;
  onTick: (keys: readonly string[], isOn: boolean) => void;
  mayMake: boolean;
}

function KindPart({ kind, proposals, ticked, onTick, mayMake }: PartProps) {
  const { t } = useTranslation('proposals');
  const free = proposals.filter(canMake).map((one) => one.key);
  const isAll = free.length > 0 && free.every((key) => ticked.has(key));
  if (proposals.length === 0) return null;
  const isLong = kind === 'script' || kind === 'task';
  return (
    <Section
      title={t(`kinds.${kind}`)}
      note={t(`about.${kind}`)}
      actions={
        mayMake && free.length > 1 ? (
          <Button
            size="small"
            onClick={() => onTick(free, !isAll)}
            aria-label={t(isAll ? 'untickAllOf' : 'tickAllOf', { kind: t(`kinds.${kind}`) })}
          >
            {t(isAll ? 'untickAll' : 'tickAll')}
          </Button>
        ) : null
      }
    >
      {isLong ? (
        stages
          .map((stage) => ({ stage, here: proposals.filter((one) => one.stage === stage) }))
          .filter(({ here }) => here.length > 0)
          .map(({ stage, here }) => (
            <StagePart key={stage} stage={stage} proposals={here} ticked={ticked} onTick={onTick} mayMake={mayMake} />
          ))
      ) : (
        <ul className="zh-proposals">
          {proposals.map((one) => (
            <ProposalCard key={one.key} of={one} isOn={ticked.has(one.key)} onTick={onTick} mayMake={mayMake} />
          ))}
        </ul>
      )}
    </Section>
  );
}

/** Many of one stage: closed until somebody opens them, with how many are ticked. */
function StagePart({ stage, proposals, ticked, onTick, mayMake }: Omit<PartProps, 'kind'> & { stage: (typeof stages)[number] }) {
  const { t } = useTranslation('proposals');
  const chosen = proposals.filter((one) => ticked.has(one.key)).length;
  const done = proposals.filter((one) => !canMake(one)).length;
  return (
    <details className="zh-stage-part">
      <summary>
        <StageTag stage={stage} /> <span className="zh-soft">{t('ofStage', { all: proposals.length, chosen, done })}</span>
      </summary>
      <ul className="zh-proposals zh-proposals-thin">
        {proposals.map((one) => (
          <ProposalCard key={one.key} of={one} isOn={ticked.has(one.key)} onTick={onTick} mayMake={mayMake} />
        ))}
      </ul>
    </details>
  );
}

function ProposalCard({ of: one, isOn, onTick, mayMake }: { of: Proposal; isOn: boolean; onTick: PartProps['onTick']; mayMake: boolean }) {
  const { t } = useTranslation('proposals');
  const isFree = canMake(one);
  const name = <bdi className="zh-strong">{one.name}</bdi>;
  return (
    <li className="zh-proposal">
      <div className="zh-row zh-row-between">
        {isFree && mayMake ? (
          <label className="zh-check">
            <input type="checkbox" checked={isOn} onChange={(event) => onTick([one.key], event.target.checked)} />
            {name}
          </label>
        ) : (
          name
        )}
        {one.state === 'new' ? null : (
          <StateTag mood={moods[one.state]}>{t(`state.${one.kind === 'task' && one.state === 'live' ? 'task' : one.state}`)}</StateTag>
        )}
      </div>
      <Preview of={one} />
      <p className="zh-soft zh-small">{one.why.text}</p>
      {one.exists && isFree ? (
        <p className="zh-small">
          {t('exists')}{' '}
          <Go to={one.exists.screen} className="zh-link">
            <bdi>{one.exists.name}</bdi>
          </Go>
        </p>
      ) : null}
      {one.made ? (
        <p className="zh-small">
          <Go to={one.made.screen} className="zh-link">
            {t(`open.${one.kind}`)}
          </Go>
        </p>
      ) : null}
      {one.problems.length > 0 ? (
        <ul className="zh-small zh-lint">
          {one.problems.map((problem, at) => (
            // Two findings of one rule differ by nothing but their words.
            <li key={`${problem.code} ${at}`}>
              <StateTag mood="warning">{t('look')}</StateTag> {problem.detail}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function Preview({ of: { preview, kind, body } }: { of: Proposal }) {
  const { t } = useTranslation('proposals');
  const format = useFormat();
  const levels = useMemo(() => (kind === 'commissionPlan' ? (body['levels'] as { depth: number; ratePpm: number }[]) : []), [kind, body]);
  return (
    <>
      {preview.price !== null ? (
        <p className="zh-proposal-price">
          <MoneyText money={preview.price} />
        </p>
      ) : kind === 'product' || kind === 'card' ? (
        <p className="zh-soft zh-small">{t('noPrice')}</p>
      ) : null}
      {levels.map((level) => (
        <p key={level.depth} className="zh-proposal-price">
          {t('level', { depth: level.depth, rate: format.share(level.ratePpm / 1_000_000) })}
        </p>
      ))}
      {kind === 'tier' ? (
        <p className="zh-number">{t('reach', { reach: format.count(Number(body['reach'])), keep: format.count(Number(body['keep'])) })}</p>
      ) : null}
      {preview.lines.length > 0 ? (
        <ul className="zh-proposal-lines">
          {preview.lines.slice(0, LINES).map((line) => (
            <li key={line}>{line}</li>
          ))}
          {preview.lines.length > LINES ? <li className="zh-soft">{t('more', { count: preview.lines.length - LINES })}</li> : null}
        </ul>
      ) : null}
    </>
  );
}
