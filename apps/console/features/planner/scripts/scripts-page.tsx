import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { useAsk, useRows } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../../ui/app/go.tsx';
import { Choice, LongField, TextField } from '../../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../../ui/page/dialog.tsx';
import { ErrorLine, ErrorState } from '../../../../../ui/page/error-state.tsx';
import { ListPage } from '../../../../../ui/page/list-page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { StageTag, StateTag } from '../../../../../ui/tags/tags.tsx';
import { PlannerTabs } from '../planner-tabs.tsx';
import '../planner.css';
import { blanksOf, partsOf } from './fill.ts';
import { ForPerson, useListener } from './for-person.tsx';
import { Said, useBlankName } from './said.tsx';
import { ScriptOutcome } from './outcome.tsx';
import { SaidIt, useLot } from './said-it.tsx';
import { Versions } from './versions.tsx';
import { WordsOutcome } from './words-outcome.tsx';
import './scripts.css';

type Script = Awaited<ReturnType<Client['scripts']['list']>>['data'][number];
type Whole = Awaited<ReturnType<Client['scripts']['get']>>;
type Document = Script['document'];

const stages = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;
const scenes = ['moments', 'group', 'direct', 'live', 'offline'] as const;
const states = ['draft', 'live', 'retired'] as const;
const moods = { draft: 'warning', live: 'good', retired: 'calm' } as const;
/** The parts of a script that are said or sent, in the order of a talk. */
const said = ['opener', 'valuePoint', 'proof', 'offer', 'urgency', 'nextStep', 'exitLine', 'optOutLine'] as const;

const one = <T extends string>(values: readonly T[], value: string | undefined): T | undefined => values.find((each) => each === value);

/** The words of the brand by stage and scene: read, filled in, copied; written version by version, put in use or away. */
export function ScriptsPage() {
  const { t } = useTranslation('scripts');
  const [url, change] = useUrl();
  const filter = { stage: one(stages, url['stage']), scene: one(scenes, url['scene']), state: one(states, url['state']) };
  const scripts = useRows<Script>(['scripts', filter], (client, page, signal) => client.scripts.list({ ...page, ...filter }, { signal }));
  const id = url['script'] ?? null;
  const asked = useAsk(['script', id], (client, signal) => client.scripts.get(id ?? '', { signal }), { isOff: id === null });
  const open = id !== null && asked.data?.id === id ? asked.data : null;
  const pick = <V extends string>(name: string, values: readonly V[], word: (value: V) => string) => (
    <Choice
      label={t(`filter.${name}`)}
      value={url[name] ?? ''}
      options={[{ value: '', label: t(`filter.${name}All`) }, ...values.map((value) => ({ value, label: word(value) }))]}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <ListPage<Script>
      title={t('title')}
      lead={t('lead')}
      tabs={<PlannerTabs here="scripts" />}
      make={null}
      picture="file"
      none={{
        title: t('none'),
        text: t('noneText'),
        first: (
          <Go to="plan/make" className="zh-cta">
            {t('toMake')}
          </Go>
        ),
      }}
      noneFiltered={{ title: t('noneFiltered') }}
      isFiltered={Object.values(filter).some((value) => value !== undefined)}
      filters={
        <>
          {pick('stage', stages, (stage) => t(`ui:stage.${stage}`))}
          {pick('scene', scenes, (scene) => t(`scene.${scene}`))}
          {pick('state', states, (state) => t(`state.${state}`))}
        </>
      }
      of={scripts}
      wait={5}
      rowKey={(row) => row.id}
      columns={[
        { id: 'stage', title: t('filter.stage'), width: 'small', cell: (row) => <StageTag stage={row.stage} /> },
        { id: 'scene', title: t('filter.scene'), width: 'small', cell: (row) => t(`scene.${row.scene}`), from: 'tablet' },
        {
          id: 'goal',
          title: t('goal'),
          cell: (row) => (
            <span className="zh-wrap zh-script-line">
              <button type="button" className="zh-text-button zh-link" aria-haspopup="dialog" onClick={() => change({ script: row.id })}>
                <bdi>{row.document.goal}</bdi>
              </button>
              <span className="zh-soft zh-small">
                <Said text={row.document.opener} values={nothing} />
              </span>
            </span>
          ),
        },
        {
          id: 'version',
          title: t('version'),
          align: 'end',
          from: 'desktop',
          cell: (row) => <span className="zh-number">{row.version}</span>,
        },
        {
          id: 'state',
          title: t('filter.state'),
          cell: (row) => (
            <>
              <StateTag mood={moods[row.state]}>{t(`state.${row.state}`)}</StateTag>{' '}
              {row.warnings.length > 0 ? (
                <StateTag mood={row.warnings.some((each) => each.isRefused) ? 'harm' : 'warning'}>
                  {t('claims', { count: row.warnings.length })}
                </StateTag>
              ) : null}
            </>
          ),
        },
      ]}
    >
      <WordsOutcome onOpen={(script) => change({ script })} />
      <Dialog kind="sheet" title={open?.document.goal ?? t('title')} isOpen={id !== null} onClose={() => change({ script: undefined })}>
        {open ? (
          <ScriptSheet key={`${open.id} ${open.version}`} script={open} />
        ) : asked.error && id !== null ? (
          <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
        ) : (
          <Skeleton shape="text" />
        )}
      </Dialog>
    </ListPage>
  );
}

const nothing: Readonly<Record<string, string>> = {};

function ScriptSheet({ script }: { script: Whole }) {
  const { t } = useTranslation('scripts');
  const mayWrite = useMay('planner');
  const [isWriting, setWriting] = useState(false);
  const listener = useListener();
  const lot = useLot(script, listener.person);
  // Whoever is drawn for another version hears that one.
  const heard = script.versions.find((one) => one.version === lot?.version);
  const move = useAct((client, state: Script['state']) => client.scripts.update(script.id, { state }));
  if (isWriting) return <ScriptForm script={script} onClose={() => setWriting(false)} />;
  return (
    <div className="zh-stack">
      <p className="zh-row">
        <StageTag stage={script.stage} /> {t(`scene.${script.scene}`)}{' '}
        <StateTag mood={moods[script.state]}>{t(`state.${script.state}`)}</StateTag>{' '}
        <span className="zh-soft zh-small">{t('versionOf', { version: script.version })}</span>
        {script.library?.includes('/') ? (
          <span className="zh-soft zh-small">{t('from', { trade: t(`plan:presets.${script.library.split('/')[0]}`) })}</span>
        ) : null}
      </p>
      <Warnings of={script} />
      <Filled document={heard?.document ?? script.document} listener={listener}>
        {script.state === 'live' ? <SaidIt script={script} person={listener.person} lot={lot} /> : null}
      </Filled>
      <ErrorLine error={move.error} />
      {mayWrite ? (
        <div className="zh-row">
          {script.state === 'live' ? null : (
            <Button type="primary" loading={move.isPending} onClick={() => move.mutate('live')}>
              {t('putLive')}
            </Button>
          )}
          <Button onClick={() => setWriting(true)}>{t('edit')}</Button>
          {script.state === 'draft' ? null : <Button onClick={() => move.mutate('draft')}>{t('backToDraft')}</Button>}
          {script.state === 'retired' ? null : <Button onClick={() => move.mutate('retired')}>{t('retire')}</Button>}
        </div>
      ) : null}
      <ScriptOutcome script={script} mayWrite={mayWrite} />
      <Versions script={script} mayWrite={mayWrite} />
    </div>
  );
}

function Warnings({ of: { warnings } }: { of: Script }) {
  const { t } = useTranslation('scripts');
  if (warnings.length === 0) return null;
  return (
    <ul className={warnings.some((each) => each.isRefused) ? 'zh-note zh-note-warning' : 'zh-note'}>
      {warnings.map((each) => (
        <li key={`${each.pointer} ${each.word}`}>
          <span className="zh-strong">{t('word', { word: each.word })}</span> {each.detail} {each.isRefused ? t('refused') : null}
        </li>
      ))}
    </ul>
  );
}

/** The script as it will be said: blanks are filled in as one types, and what is still open stays to be seen. */
function Filled({ document, listener, children }: { document: Document; listener: ReturnType<typeof useListener>; children: ReactNode }) {
  const { t } = useTranslation('scripts');
  const format = useFormat();
  const texts = said.flatMap((part) => document[part] ?? []);
  const blanks = blanksOf([
    ...texts,
    ...(document.needQuestions ?? []),
    document.close?.text ?? '',
    ...(document.objections ?? []).map((each) => each.reply),
  ]);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const values = { ...listener.known, ...typed };
  const [copied, setCopied] = useState<string | null>(null);
  const nameOf = useBlankName();
  const fill = (text: string) =>
    partsOf(text)
      .map(({ text: part, blank }) => (blank === null ? part : values[blank] || t('blank', { name: nameOf(blank) })))
      .join('');
  const copy = (name: string, text: string) => void navigator.clipboard.writeText(text).then(() => setCopied(name));
  const line = (name: string, label: string, text: string) => (
    <div key={name} className="zh-stack-tight">
      <div className="zh-row zh-row-between">
        <span className="zh-label">{label}</span>
        <Button size="small" aria-label={t('copyOf', { part: label })} onClick={() => copy(name, fill(text))}>
          {t(copied === name ? 'copied' : 'copy')}
        </Button>
      </div>
      <p className="zh-read">
        <Said text={text} values={values} />
      </p>
    </div>
  );
  return (
    <div className="zh-stack">
      <ForPerson of={listener} />
      {blanks.length > 0 ? (
        <details open className="zh-blanks">
          <summary>{t('blanks', { count: blanks.length, shown: format.count(blanks.length) })}</summary>
          <div className="zh-halves">
            {blanks.map((name) => (
              <TextField
                key={name}
                label={nameOf(name)}
                value={values[name] ?? ''}
                onChange={(value) => setTyped((now) => ({ ...now, [name]: value }))}
              />
            ))}
          </div>
        </details>
      ) : null}
      {said.slice(0, 1).flatMap((part) => (document[part] ? [line(part, t(`part.${part}`), document[part])] : []))}
      {(document.needQuestions ?? []).map((text, at) => line(`ask ${at}`, t('part.ask', { at: at + 1 }), text))}
      {said.slice(1).flatMap((part) => (document[part] ? [line(part, t(`part.${part}`), document[part])] : []))}
      {document.close ? line('close', t(`close.${document.close.kind}`), document.close.text) : null}
      {(document.objections ?? []).map((each) => line(`no ${each.type}`, t(`objection.${each.type}`), each.reply))}
      {(document.followUps ?? []).map((each) => line(`later ${each.afterDays}`, t('part.later', { days: each.afterDays }), each.text))}
      {children}
    </div>
  );
}

function ScriptForm({ script, onClose }: { script: Script; onClose: () => void }) {
  const { t } = useTranslation('scripts');
  const [document, setDocument] = useState<Document>(script.document);
  const save = useAct((client) => client.scripts.update(script.id, { version: script.version, document }), onClose);
  const nameOf = useBlankName();
  const blanks = blanksOf([...said.flatMap((part) => document[part] ?? []), document.close?.text ?? '']);
  const change = (part: (typeof said)[number], text: string) =>
    setDocument((now) => {
      const { [part]: _before, ...rest } = now;
      return text.trim() === '' && part !== 'opener' ? (rest as Document) : { ...now, [part]: text };
    });
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField label={t('goal')} value={document.goal} onChange={(goal) => setDocument((now) => ({ ...now, goal }))} isRequired />
      {said.map((part) => (
        <LongField
          key={part}
          label={t(`part.${part}`)}
          value={document[part] ?? ''}
          onChange={(text) => change(part, text)}
          rows={2}
          isRequired={part === 'opener'}
          {...(part === 'urgency' ? { hint: t('urgencyHint') } : {})}
        />
      ))}
      {document.close ? (
        <LongField
          label={t(`close.${document.close.kind}`)}
          value={document.close.text}
          onChange={(text) => setDocument((now) => (now.close ? { ...now, close: { ...now.close, text } } : now))}
          rows={2}
        />
      ) : null}
      <p className="zh-soft zh-small">
        {t('blanksHint')}{' '}
        {blanks.map((name) => (
          <span key={name} className="zh-blank-key">
            <code>{`{${name}}`}</code> {nameOf(name)}
          </span>
        ))}
      </p>
      <ErrorLine error={save.error} />
      <div className="zh-row">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('save')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </form>
  );
}
