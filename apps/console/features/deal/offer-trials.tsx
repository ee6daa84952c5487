import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Trial = Awaited<ReturnType<Client['figures']['offerTrials']>>['data'][number];

const SHARES = [50_000, 100_000, 200_000, 500_000] as const;
const DAYS = [30, 60, 90, 180] as const;
const MOODS = {
  helped: 'good',
  harmed: 'warning',
  undecided: 'calm',
  tooEarly: 'calm',
  stopped: 'calm',
  nobodyLeftOut: 'warning',
} as const;

/** Whether the thank-you gift brings anybody who would not have come: trials of it, the newest first, and how to begin one. */
export function OfferTrials({ isOffered }: { isOffered: boolean }) {
  const { t } = useTranslation('deal');
  const mayWrite = useMay('plans');
  const [asks, setAsks] = useState<'start' | 'stop' | null>(null);
  const trials = useAsk(['figures', 'offerTrials'], (client, signal) => client.figures.offerTrials({ signal }));
  return (
    <Section title={t('trial.title')} note={t('trial.note')} isCard>
      <Answer of={trials} wait={<Skeleton shape="rows" count={2} />}>
        {({ data }) => {
          const running = data.find((one) => !one.isOver);
          const newest = data.find((one) => one.verdict !== 'stopped');
          return (
            <div className="zh-stack">
              {newest ? <Told trial={newest} /> : <p className="zh-read">{t(isOffered ? 'trial.none' : 'trial.noGift')}</p>}
              {data.length > 0 ? <Trials rows={data} /> : null}
              {mayWrite ? (
                <div className="zh-row">
                  {running ? (
                    <Button aria-haspopup="dialog" onClick={() => setAsks('stop')}>
                      {t('trial.stop')}
                    </Button>
                  ) : isOffered ? (
                    <Button aria-haspopup="dialog" onClick={() => setAsks('start')}>
                      {t('trial.start')}
                    </Button>
                  ) : null}
                </div>
              ) : null}
            </div>
          );
        }}
      </Answer>
      {asks === 'start' ? <Start onClose={() => setAsks(null)} /> : null}
      {asks === 'stop' ? <Stop onClose={() => setAsks(null)} /> : null}
    </Section>
  );
}

/** What the newest one says, or how many people it would take. */
function Told({ trial }: { trial: Trial }) {
  const { t } = useTranslation('deal');
  const format = useFormat();
  const { uplift, verdict } = trial;
  const share = uplift?.share ?? null;
  if (verdict === 'tooEarly') return <p className="zh-read">{t('trial.runs', { day: format.instantDay(trial.endsAt) })}</p>;
  if (verdict === 'undecided' || !uplift || share === null) {
    return (
      <p className="zh-note zh-note-warning zh-read">
        {uplift?.needed ? t('trial.needed', { people: format.count(uplift.needed) }) : t('trial.same')}
      </p>
    );
  }
  if (verdict === 'harmed') return <p className="zh-note zh-note-warning zh-read">{t('trial.harmed')}</p>;
  return (
    <div className="zh-note zh-note-good zh-read">
      <p>{t('trial.helped', { share: format.share(share, 0), error: format.share(uplift.shareError ?? 0, 0) })}</p>
      {trial.costPerIncremental ? <p>{t('trial.cost', { cost: format.money(trial.costPerIncremental) })}</p> : null}
    </div>
  );
}

function Trials({ rows }: { rows: readonly Trial[] }) {
  const { t } = useTranslation('deal');
  const format = useFormat();
  const points = (value: number) => format.decimal(100 * value, 1);
  return (
    <>
      <DataTable<Trial>
        label={t('trial.title')}
        rows={rows}
        rowKey={(row) => row.id}
        columns={[
          { id: 'at', title: t('trial.at'), cell: (row) => <Begun trial={row} /> },
          { id: 'offered', title: t('trial.offered'), cell: (row) => <Side side={row.offered} />, align: 'end' },
          { id: 'heldOut', title: t('trial.heldOut'), cell: (row) => <Side side={row.heldOut} />, align: 'end' },
          {
            id: 'difference',
            title: t('trial.difference'),
            cell: ({ uplift }) =>
              uplift === null ? '–' : t('trial.points', { points: points(uplift.difference), error: points(uplift.standardError) }),
            align: 'end',
            from: 'tablet',
          },
          {
            id: 'share',
            title: t('trial.share'),
            cell: ({ uplift }) =>
              uplift?.share == null || uplift.shareError === null
                ? '–'
                : t('trial.points', { points: format.share(uplift.share, 0), error: format.share(uplift.shareError, 0) }),
            align: 'end',
            from: 'desktop',
          },
        ]}
      />
      <p className="zh-soft zh-small zh-read">{t('trial.how')}</p>
    </>
  );
}

function Begun({ trial }: { trial: Trial }) {
  const { t } = useTranslation('deal');
  const format = useFormat();
  return (
    <span>
      {format.instantDay(trial.startedAt)}
      <div>
        <StateTag mood={MOODS[trial.verdict]}>{t(`trial.state.${trial.verdict}`, { day: format.instantDay(trial.endsAt) })}</StateTag>
      </div>
    </span>
  );
}

function Side({ side }: { side: Trial['offered'] }) {
  const { t } = useTranslation('deal');
  const format = useFormat();
  if (side.people === 0) return <>–</>;
  return (
    <span>
      {format.share(side.broughtBuyers / side.people, 1)}
      <div className="zh-soft zh-small">
        {t('trial.of', { brought: format.count(side.broughtBuyers), people: format.count(side.people) })}
      </div>
    </span>
  );
}

function Start({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('deal');
  const format = useFormat();
  const [share, setShare] = useState('100000');
  const [days, setDays] = useState('90');
  const start = useAct((client) => client.offerTrials.start({ holdOutPpm: Number(share), days: Number(days) }), onClose);
  return (
    <Confirm title={t('trial.start')} confirm={t('trial.begin')} onClose={onClose} act={start} onConfirm={() => start.mutate()}>
      <p>{t('trial.startText')}</p>
      <div className="zh-pair">
        <Choice
          isLabelShown
          label={t('trial.leave')}
          value={share}
          options={SHARES.map((ppm) => ({ value: String(ppm), label: format.share(ppm / 1_000_000, 0) }))}
          onChange={setShare}
        />
        <Choice
          isLabelShown
          label={t('trial.days')}
          value={days}
          options={DAYS.map((count) => ({ value: String(count), label: format.days(count) }))}
          onChange={setDays}
        />
      </div>
      <p className="zh-note">{t('trial.kept')}</p>
    </Confirm>
  );
}

function Stop({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('deal');
  const stop = useAct((client) => client.offerTrials.stop({}), onClose);
  return (
    <Confirm title={t('trial.stop')} confirm={t('trial.stop')} onClose={onClose} isDanger act={stop} onConfirm={() => stop.mutate()}>
      <p>{t('trial.stopText')}</p>
    </Confirm>
  );
}
