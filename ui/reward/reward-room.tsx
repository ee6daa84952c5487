import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../sdk/index.ts';
import { useAsk } from '../app/ask.tsx';
import { useFormat, useMay } from '../app/context.tsx';
import { useHref } from '../app/go.tsx';
import type { Formats } from '../format/formats.ts';
import { minorDigits } from '../format/money.ts';
import { Dialog } from '../page/dialog.tsx';

/** What may be given for one friend, and what that rests on. */
export type Room = Awaited<ReturnType<Client['planner']['rewardRoom']>>;

/** What may be given for one friend who is brought; null while it is read, and for whoever may not see plans. */
export function useRewardRoom(): Room | null {
  const maySee = useMay('seePlanner');
  const room = useAsk(['rewardRoom'], (client, signal) => client.planner.rewardRoom({ signal }), { isOff: !maySee });
  return room.data ?? null;
}

/** What a rule gives: in major units for one friend, and how that came about; null while it cannot be told. */
export interface Given {
  readonly amount: number | null;
  readonly how: string;
  /** gifts themselves are held against all that may be given, everything else against what the gifts leave */
  readonly isGifts?: boolean;
}

/** Beside a rule for bringing friends: the most it can bear, whether it stays within that, and on a click how both came about. */
export function RewardRoom({ room, given }: { room: Room | null; given: Given }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  if (room === null) return null;
  const most = given.isGifts ? room.bears : room.maxReward;
  const state = most === null || given.amount === null ? 'unknown' : given.amount <= most ? 'fits' : 'over';
  const apart = most === null || given.amount === null ? 0 : Math.abs(most - given.amount);
  return (
    <div className={`zh-note zh-room ${moods[state]}`} data-room={state}>
      <p>
        <button type="button" className="zh-text-button zh-number" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {most === null ? t('room.noEnd') : t(given.isGifts ? 'room.gifts' : 'room.most', { most: sayAmount(most, format) })}
        </button>{' '}
        <span className="zh-soft zh-small">{t(basisOf(room))}</span>
      </p>
      {given.amount === null ? null : (
        <p className="zh-number">
          {given.how} {state === 'unknown' ? null : <strong>{t(`room.${state}`, { apart: sayAmount(apart, format) })}</strong>}
        </p>
      )}
      <Dialog kind="sheet" title={t('room.title')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <RoomSheet room={room} />
      </Dialog>
    </div>
  );
}

const moods = { unknown: '', fits: 'zh-note-good', over: 'zh-note-warning' } as const;

/** Every factor, where it comes from, and the sum. */
function RoomSheet({ room }: { room: Room }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const href = useHref();
  const { incrementalShare: share, lifetimeMargin: margin, targetShare, gifts, bears, maxReward, goods } = room;
  const amount = (value: number | null) => (value === null ? '–' : sayAmount(value, format));
  const sum = new URLSearchParams({
    from: 'own',
    preset: room.preset,
    'r.incrementalShare': String(share.value ?? 0),
    'r.gifts': String(gifts),
    ...(margin.value === null ? {} : { 'r.lifetimeMargin': String(Math.max(0, Math.round(margin.value * 100) / 100)) }),
  }).toString();
  return (
    <div className="zh-sheet">
      <p className="zh-sheet-value zh-number">{amount(maxReward)}</p>
      <section>
        <h3>{t('figures:sheet.definition')}</h3>
        <p className="zh-read">{t('room.definition')}</p>
      </section>
      <section>
        <h3>{t('figures:sheet.formula')}</h3>
        <p className="zh-formula zh-number">
          {t('room.formula', {
            share: format.share(share.value ?? 0),
            margin: amount(margin.value),
            target: format.share(targetShare, 0),
            gifts: amount(gifts),
            most: amount(maxReward),
          })}
        </p>
        {maxReward !== null && goods !== null && goods > 0 ? (
          <p className="zh-number">{t('room.asRate', { goods: amount(goods), rate: format.share(maxReward / goods) })}</p>
        ) : null}
      </section>
      <section>
        <h3>{t('room.from')}</h3>
        <dl className="zh-facts">
          <dt>{t('room.share')}</dt>
          <dd>
            {t(share.measured > 0 ? 'room.shareMeasured' : 'room.shareAssumed', {
              share: format.share(share.value ?? 0),
              error: format.share(share.standardError ?? 0),
            })}
          </dd>
          <dt>{t('room.margin')}</dt>
          <dd>
            {margin.value === null
              ? t('room.marginNone')
              : t(margin.measured > 0 ? 'room.marginMeasured' : 'room.marginAssumed', {
                  margin: amount(margin.value),
                  measured: margin.measured,
                  of: margin.of,
                  preset: t(`room.preset.${room.preset}`),
                })}
          </dd>
          <dt>{t('room.target')}</dt>
          <dd>{t('room.targetText', { target: format.share(targetShare, 0), bears: amount(bears) })}</dd>
          <dt>{t('room.giftsName')}</dt>
          <dd>{gifts > 0 ? t('room.giftsText', { gifts: amount(gifts) }) : t('room.giftsNone')}</dd>
        </dl>
        {/* Beside a form nothing is left that was typed: the sum opens in a tab of its own. */}
        <a href={`${href('plan/simulate/calculators')}?${sum}#reward`} target="_blank" rel="noreferrer" className="zh-link">
          {t('room.tryIt')}
        </a>
      </section>
    </div>
  );
}

function basisOf({ incrementalShare, lifetimeMargin }: Room): 'room.basis.own' | 'room.basis.part' | 'room.basis.assumed' {
  if (lifetimeMargin.measured === 0 && incrementalShare.measured === 0) return 'room.basis.assumed';
  return incrementalShare.measured > 0 && lifetimeMargin.measured > 0 ? 'room.basis.own' : 'room.basis.part';
}

/** An amount of an estimate: to the minor unit below a thousand, whole above. */
export function sayAmount(value: number, format: Formats): string {
  const minor = BigInt(Math.round(value * 10 ** minorDigits(format.currency)));
  return format.minor(minor, { style: Math.abs(value) < 1000 ? 'exact' : 'whole' });
}
