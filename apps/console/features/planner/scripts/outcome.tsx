import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useActor } from '../../../../../ui/app/actor.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Choice } from '../../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { DataTable } from '../../../../../ui/table/data-table.tsx';
import { PersonLink } from '../../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../../ui/tags/tags.tsx';

type Whole = Awaited<ReturnType<Client['scripts']['get']>>;
type Result = Awaited<ReturnType<Client['scripts']['result']>>;
export type Side = Omit<Result['versions'][number], 'version'>;
type Trial = NonNullable<Result['trial']>;

const SHOWN = 5;
const verdictMoods = { running: 'calm', waiting: 'calm', undecided: 'warning', a: 'good', b: 'good' } as const;

/** What people did after a script was said to them: version by version, the two on trial, and the last times it was said. */
export function ScriptOutcome({ script, mayWrite }: { script: Whole; mayWrite: boolean }) {
  const { t } = useTranslation('scripts');
  const found = useAsk(['script', script.id, 'result'], (client, signal) => client.scripts.result(script.id, { signal }));
  if (!found.data) return <ErrorLine error={found.error} />;
  const { versions, trial, days, uses } = found.data;
  return (
    <details open className="zh-blanks">
      <summary>{t('outcome.title')}</summary>
      <div className="zh-stack">
        {versions.length === 0 ? (
          <p className="zh-soft">{t('outcome.none')}</p>
        ) : (
          <Sides
            isNarrow
            label={t('outcome.byVersion')}
            rows={versions.map(({ version, ...side }) => ({ key: String(version), name: t('versionOf', { version }), ...side }))}
          />
        )}
        {versions.length === 0 ? null : <p className="zh-soft zh-small">{t('outcome.note', { days })}</p>}
        {trial ? <TrialTold of={trial} /> : null}
        {mayWrite && script.state === 'live' && script.versions.length > 1 ? <TrialForm script={script} trial={trial} /> : null}
        {uses.length > 0 ? <Uses uses={uses} /> : null}
      </div>
    </details>
  );
}

type SideRow = Side & { key: string; name: ReactNode };

/**
 * How people answered, one row each: a rate is told only of those whose days are over, with its standard error.
 * @param isNarrow stands in a sheet: what is seldom asked for is written under the name
 */
export function Sides({
  label,
  rows,
  title,
  isNarrow = false,
}: {
  label: string;
  title?: string;
  rows: readonly SideRow[];
  isNarrow?: boolean;
}) {
  const { t } = useTranslation('scripts');
  const format = useFormat();
  const rate = (value: number | null, error: number | null = null) =>
    value === null
      ? '–'
      : error === null
        ? format.share(value)
        : t('outcome.plusMinus', { rate: format.share(value), error: format.share(error) });
  const harm = (row: Side) => format.count(row.complained + row.optedOut);
  return (
    <DataTable<SideRow>
      label={label}
      rows={rows}
      rowKey={(row) => row.key}
      isTall
      columns={[
        {
          id: 'name',
          title: title ?? t('version'),
          cell: (row) => (
            <span className="zh-wrap">
              {row.name}
              {isNarrow ? (
                <>
                  <br />
                  <span className="zh-soft zh-small">
                    {t('outcome.replies')} {rate(row.replyRate)} · {t('outcome.harm')} {harm(row)}
                  </span>
                </>
              ) : null}
            </span>
          ),
        },
        { id: 'people', title: t('outcome.people'), align: 'end', cell: (row) => format.count(row.people) },
        {
          id: 'deals',
          title: t('outcome.deals'),
          align: 'end',
          from: 'tablet',
          cell: (row) => t('outcome.of', { part: format.count(row.deals), whole: format.count(row.over) }),
        },
        { id: 'rate', title: t('outcome.rate'), align: 'end', cell: (row) => rate(row.dealRate, row.dealError) },
        ...(isNarrow
          ? []
          : ([
              { id: 'replies', title: t('outcome.replies'), align: 'end', from: 'tablet', cell: (row: SideRow) => rate(row.replyRate) },
              { id: 'harm', title: t('outcome.harm'), align: 'end', from: 'desktop', cell: harm },
            ] as const)),
      ]}
    />
  );
}

/** Two versions side by side: nothing is called better before the trial is over and chance is ruled out. */
function TrialTold({ of }: { of: Trial }) {
  const { t } = useTranslation('scripts');
  const format = useFormat();
  const needed = of.needed === null ? null : format.count(of.needed);
  const facts = { a: of.a.version, b: of.b.version, days: of.days, needed };
  const sayings = [
    of.difference === null
      ? t('trial.noDifference')
      : t('trial.difference', {
          ...facts,
          difference: format.share(of.difference),
          error: format.share(of.standardError ?? 0),
        }),
    ...(of.verdict === 'undecided' || of.verdict === 'running' ? [t(needed === null ? 'trial.neededUnknown' : 'trial.needed', facts)] : []),
  ];
  return (
    <section className="zh-stack-tight zh-trial" aria-label={t('trial.title')}>
      <div className="zh-row zh-row-between">
        <span className="zh-strong">{t('trial.title')}</span>
        <StateTag mood={verdictMoods[of.verdict]}>{t(`trial.verdict.${of.verdict}`, facts)}</StateTag>
      </div>
      <Sides
        isNarrow
        label={t('trial.title')}
        rows={[of.a, of.b].map(({ version, ...side }) => ({ key: String(version), name: t('versionOf', { version }), ...side }))}
      />
      <p className="zh-small">{sayings.join(' ')}</p>
    </section>
  );
}

function TrialForm({ script, trial }: { script: Whole; trial: Trial | null }) {
  const { t } = useTranslation('scripts');
  const isRunning = trial !== null && trial.endedAt === null;
  const numbers = script.versions.map((one) => String(one.version));
  const [a, setA] = useState(numbers[1] ?? '');
  const [b, setB] = useState(numbers[0] ?? '');
  const start = useAct((client) => client.scripts.startTrial(script.id, { versionA: Number(a), versionB: Number(b) }));
  const end = useAct((client) => client.scripts.endTrial(script.id));
  const options = numbers.map((value) => ({ value, label: t('versionOf', { version: value }) }));
  return (
    <div className="zh-stack-tight">
      {isRunning ? (
        <div className="zh-row">
          <Button loading={end.isPending} onClick={() => end.mutate()}>
            {t('trial.end')}
          </Button>
          <span className="zh-soft zh-small">{t('trial.endNote')}</span>
        </div>
      ) : (
        <>
          <p className="zh-soft zh-small">{t('trial.lead')}</p>
          <div className="zh-row">
            <Choice label={t('trial.one')} value={a} options={options} onChange={setA} />
            <Choice label={t('trial.other')} value={b} options={options} onChange={setB} />
            <Button loading={start.isPending} disabled={a === b} onClick={() => start.mutate()}>
              {t('trial.start')}
            </Button>
          </div>
        </>
      )}
      <ErrorLine error={start.error ?? end.error} />
    </div>
  );
}

/** The last times it was said, to note what came back. */
function Uses({ uses }: { uses: Result['uses'] }) {
  const { t } = useTranslation('scripts');
  const actor = useActor();
  const format = useFormat();
  const mayNote = useMay('people');
  const [isAll, setAll] = useState(false);
  const note = useAct((client, { id, ...what }: { id: string; replied?: boolean; complained?: boolean }) =>
    client.scriptUses.change(id, what),
  );
  return (
    <section className="zh-stack-tight" aria-label={t('uses.title')}>
      <span className="zh-label">{t('uses.title')}</span>
      <ErrorLine error={note.error} />
      <ul className="zh-stack-tight zh-uses">
        {(isAll ? uses : uses.slice(0, SHOWN)).map((use) => {
          const name = use.personName ?? t('uses.nobody');
          const [hasReplied, hasComplained] = [use.repliedAt !== null, use.complainedAt !== null];
          return (
            <li key={use.id} className="zh-row zh-row-between">
              <span className="zh-small">
                <PersonLink person={{ id: use.person, externalId: null, name: use.personName }} />{' '}
                <span className="zh-soft">
                  {t('uses.how', {
                    version: use.version,
                    scene: t(`scene.${use.scene}`),
                    by: actor(use.usedBy),
                    ago: format.ago(use.saidAt),
                  })}
                </span>
              </span>
              {mayNote ? (
                <span className="zh-row">
                  <Button
                    size="small"
                    type={hasReplied ? 'primary' : 'default'}
                    aria-pressed={hasReplied}
                    aria-label={`${t('uses.replied')}: ${name}`}
                    onClick={() => note.mutate({ id: use.id, replied: !hasReplied })}
                  >
                    {t('uses.replied')}
                  </Button>
                  <Button
                    size="small"
                    danger={hasComplained}
                    aria-pressed={hasComplained}
                    aria-label={`${t('uses.complained')}: ${name}`}
                    onClick={() => note.mutate({ id: use.id, complained: !hasComplained })}
                  >
                    {t('uses.complained')}
                  </Button>
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
      {!isAll && uses.length > SHOWN ? (
        <p>
          <Button size="small" onClick={() => setAll(true)}>
            {t('uses.more', { count: uses.length - SHOWN })}
          </Button>
        </p>
      ) : null}
    </section>
  );
}
