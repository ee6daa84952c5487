import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Button, Progress } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { saveReply } from '../../../../ui/app/save.ts';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { isLive, outcomeOf, progressOf } from './options.ts';
import { reasonText, Rejects, ResultFigures, type Run } from './result.tsx';

/** One import: how far it is, and what came of it. It goes on when the page is left. */
export function RunPage() {
  const { t } = useTranslation('imports');
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const run = useAsk(['imports', 'run', id], (client, signal) => client.imports.get(id, { signal }), {
    everyMs: (answer) => (answer && !isLive(answer.state) ? false : 700),
  });
  return (
    <Page
      title={run.data ? t('run.title', { name: run.data.fileName, kind: t(`kind.${run.data.as}`) }) : t('run.plain')}
      back={{ to: 'imports', label: t('runs') }}
    >
      <Answer of={run} wait={<Skeleton shape="cards" count={3} />}>
        {(answer) => <Loaded run={answer} />}
      </Answer>
    </Page>
  );
}

function Loaded({ run }: { run: Run }) {
  const { t } = useTranslation('imports');
  const brand = useBrand();
  const queries = useQueryClient();
  const isOver = !isLive(run.state);
  useEffect(() => {
    // What came in changes every figure: ask anew where it is shown next.
    if (isOver)
      void queries.invalidateQueries({
        predicate: (query) => query.queryKey[0] === brand.slug && query.queryKey[1] !== 'imports',
      });
  }, [isOver, queries, brand.slug]);
  return (
    <>
      {isOver ? <Outcome run={run} /> : <Running run={run} />}
      <Section title={t(isOver ? 'run.counted' : 'run.countedSoFar')} isCard>
        <ResultFigures run={run} />
      </Section>
      <Refused run={run} />
      <Conflicts run={run} />
      <Differences run={run} />
    </>
  );
}

function Running({ run }: { run: Run }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const percent = Math.floor(progressOf(run) * 100);
  const words = [
    t('run.rows', { rows: format.count(run.rowsDone) }),
    ...(run.rowsPerSecond === null ? [] : [t('run.rate', { rate: format.count(Math.round(run.rowsPerSecond)) })]),
    ...(run.secondsLeft === null ? [] : [t('run.left', { time: format.duration(run.secondsLeft) })]),
  ].join(' · ');
  return (
    <section className="zh-card zh-stack" aria-label={t('run.progress')}>
      <p className="zh-state-title" role="status">
        {t(`state.${run.state}`)}
      </p>
      <Progress percent={percent} status="normal" aria-label={t('run.progress')} />
      <p className="zh-number">{words}</p>
      <p className="zh-soft">{t('run.leave')}</p>
      <div className="zh-row">
        <RunAct run={run} act="stop" isOff={run.state === 'stopping'} />
      </div>
    </section>
  );
}

/** Stop or resume: what is in stays in, and nothing comes in twice. */
function RunAct({ run, act, isOff, isMain }: { run: Run; act: 'stop' | 'resume'; isOff?: boolean; isMain?: boolean }) {
  const { t } = useTranslation('imports');
  const { client } = useApp();
  const brand = useBrand();
  const queries = useQueryClient();
  const told = useMutation({
    mutationFn: () => client.imports[act](run.id, {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand.slug, 'imports'] }),
  });
  return (
    <>
      <Button type={isMain ? 'primary' : 'default'} loading={told.isPending} disabled={isOff ?? false} onClick={() => told.mutate()}>
        {t(`run.${act}`)}
      </Button>
      <ErrorLine error={told.error} />
    </>
  );
}

function Outcome({ run }: { run: Run }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  if (run.state === 'failed')
    return (
      <section className="zh-state zh-state-harm" role="alert">
        <h2 className="zh-state-title">{t('state.failed')}</h2>
        <p>{run.failure ? reasonText(t, run.failure.code) : ''}</p>
        <p className="zh-soft">{t('run.failedSafe')}</p>
        <div className="zh-row">
          <RunAct run={run} act="resume" isMain />
          {run.failure ? <code className="zh-code">{run.failure.code}</code> : null}
        </div>
      </section>
    );
  if (run.state === 'stopped')
    return (
      <section className="zh-state zh-state-warning">
        <h2 className="zh-state-title">{t('state.stopped')}</h2>
        <p>{t('run.stoppedText', { rows: format.count(run.rowsDone) })}</p>
        <div className="zh-row">
          <RunAct run={run} act="resume" isMain />
        </div>
      </section>
    );
  if (run.dryRun)
    return (
      <section className="zh-state zh-state-calm" role="status">
        <h2 className="zh-state-title">{t('dryRunDone')}</h2>
        <Go to="import">{t('run.another')}</Go>
      </section>
    );
  const outcome = outcomeOf(run);
  return (
    <section className={`zh-state zh-state-${outcome === 'brought' || outcome === 'nothingNew' ? 'good' : 'warning'}`} role="status">
      <h2 className="zh-state-title">
        {t(`outcome.${outcome}.title`, {
          accepted: format.count(run.result.accepted),
          count: run.result.accepted,
        })}
      </h2>
      <p>{t(`outcome.${outcome}.text`, { skipped: format.count(run.result.skipped) })}</p>
      <div className="zh-row">
        <Go to="" className="zh-cta">
          {t('run.home')}
        </Go>
        <Go to="people">{t('run.people')}</Go>
        <Go to="import">{t('run.another')}</Go>
      </div>
    </section>
  );
}

function Refused({ run }: { run: Run }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { client } = useApp();
  const { result } = run;
  const save = useMutation({
    mutationFn: async () => saveReply(await client.imports.rejects(run.id), `${run.fileName}.rejects.csv`),
  });
  if (result.rejected === 0) return null;
  return (
    <Section
      title={t('rejects.count', { count: result.rejected, rows: format.count(result.rejected) })}
      note={Object.entries(result.rejectReasons)
        .toSorted((a, b) => b[1] - a[1])
        .map(([reason, count]) => t('rejects.reasonCount', { reason: reasonText(t, reason), rows: format.count(count) }))
        .join(t('rejects.join'))}
      actions={
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {t('rejects.save')}
        </Button>
      }
    >
      <ErrorLine error={save.error} />
      <Rejects rejects={result.rejects} />
    </Section>
  );
}

function Conflicts({ run }: { run: Run }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { conflicts } = run.result;
  if (conflicts.count === 0) return null;
  return (
    <Section
      title={
        run.as === 'orders'
          ? t('conflicts.title', { count: conflicts.count, orders: format.count(conflicts.count) })
          : t('conflicts.titleOther', { count: conflicts.count, rows: format.count(conflicts.count) })
      }
      note={t('conflicts.note')}
    >
      <ul className="zh-stack-tight zh-number">
        {conflicts.first.slice(0, 20).map((one) => (
          <li key={`${one.row} ${one.order}`}>
            {run.as === 'orders'
              ? t('conflicts.one', { row: one.row, order: one.order, was: one.was, is: one.is })
              : t('conflicts.oneOther', { row: one.row, id: one.order, is: one.is })}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Differences({ run }: { run: Run }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { differences } = run.result;
  if (differences.count === 0) return null;
  return (
    <Section
      title={t('differences.title', { count: differences.count, orders: format.count(differences.count) })}
      note={t('differences.note')}
    >
      <ul className="zh-stack-tight zh-number">
        {differences.first.slice(0, 20).map((one) => (
          <li key={one.order}>
            {t('differences.one', {
              order: one.order,
              total: format.money(one.total),
              lines: format.money(one.lines),
            })}
          </li>
        ))}
      </ul>
    </Section>
  );
}
