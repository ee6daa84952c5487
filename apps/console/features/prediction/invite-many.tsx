import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { leastTold } from '../../../../rooms/analytics/model/index.ts';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';

type Rounds = Awaited<ReturnType<Client['figures']['invitations']>>;

const SHARES = [0, 50_000, 100_000, 200_000, 500_000] as const;
const MOST = 5000;
/** Nobody knows yet how many would come by themselves: one in ten is said and taken. */
const BY_THEMSELVES = 0.1;

/** Asking all who may be asked at once, with a share of them left out by lot. */
export function InviteMany({ rounds }: { rounds: Rounds }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  if (rounds.mayBeAsked < 2) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('many.open', { count: format.count(Math.min(MOST, rounds.mayBeAsked)) })}</Button>
      {isOpen ? <Ask rounds={rounds} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Ask({ rounds, onClose }: { rounds: Rounds; onClose: () => void }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const limit = Math.min(MOST, rounds.mayBeAsked);
  const [typed, setTyped] = useState(String(limit));
  const [share, setShare] = useState(String(SHARES.find((one) => one === rounds.usualPpm) ?? 100_000));
  const most = /^\d{1,6}$/.test(typed) ? Number(typed) : Number.NaN;
  const isRead = most >= 1 && most <= limit;
  const ask = useAct((client) => client.figures.inviteMembers({ most, holdOutPpm: Number(share) }), onClose);
  const left = Math.round((most * Number(share)) / 1_000_000);
  const least = leastTold(BY_THEMSELVES, most, Number(share) / 1_000_000);
  const percent = (ppm: number) => format.share(ppm / 1_000_000, 0);
  return (
    <Confirm
      title={t('many.title')}
      confirm={t('many.confirm')}
      onClose={onClose}
      act={ask}
      isReady={isRead}
      onConfirm={() => ask.mutate()}
    >
      <p>{t('many.text', { days: rounds.days })}</p>
      <div className="zh-pair">
        <TextField
          label={t('many.most')}
          value={typed}
          onChange={setTyped}
          hint={isRead ? t('many.mostHint') : t('many.mostWrong', { limit: format.count(limit) })}
        />
        <Choice
          isLabelShown
          label={t('many.share')}
          value={share}
          options={SHARES.map((ppm) => ({ value: String(ppm), label: ppm === 0 ? t('many.nobody') : percent(ppm) }))}
          onChange={setShare}
        />
      </div>
      {isRead ? (
        <div className={`zh-note ${least === null ? 'zh-note-warning' : ''}`} aria-live="polite">
          {share === '0' ? (
            <p>{t('many.none')}</p>
          ) : (
            <>
              <p>{t('many.left', { left: format.count(left), asked: format.count(most - left), days: rounds.days })}</p>
              <p>
                {least === null || least > 0.5
                  ? t('many.tooFew')
                  : t('many.least', { points: format.decimal(100 * least, least < 0.1 ? 1 : 0), share: format.share(BY_THEMSELVES, 0) })}
              </p>
            </>
          )}
        </div>
      ) : null}
    </Confirm>
  );
}
