import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Say, say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Reason } from './types.ts';

/** The price that won, in a sentence: "Price for friends of 林小雨: ¥20 less". */
export function Why({ reason }: { reason: Reason }) {
  const words = useWords('shop').why;
  const format = useFormat();
  const off = reason.off && reason.off.amount !== '0' ? say(words.off, { off: format.money(reason.off) }) : '';
  return (
    <>
      <NameOfPrice reason={reason} />
      {off}
    </>
  );
}

/** Whose price it is. */
export function NameOfPrice({ reason }: { reason: Reason }) {
  const words = useWords('shop').why;
  const { words: common } = useShop();
  if (reason.kind === 'referral') {
    return reason.friendOf ? <Say of={words.kind.friendOf} name={reason.friendOf} /> : words.kind.referral;
  }
  if (reason.kind === 'stage') {
    const stages = reason.stages.map((stage) => common.stage[stage]).join(words.or);
    return say(words.kind.stage, { stages });
  }
  if (reason.kind === 'quantity') return say(words.kind.quantity, { count: reason.minQuantity });
  if (reason.kind === 'list') return words.kind.list;
  return reason.name ? <bdi>{reason.name}</bdi> : words.kind[reason.kind];
}

/** Every price that was looked at, with why it is the one or why it is not. */
export function WhyThisPrice({ prices }: { prices: readonly Reason[] }) {
  const words = useWords('shop').why;
  const { words: common } = useShop();
  const format = useFormat();
  const blanks = (reason: Reason) => ({
    stages: reason.stages.map((stage) => common.stage[stage]).join(words.or),
    count: reason.minQuantity,
    day: reason.startsAt ? format.instantDay(reason.startsAt) : '',
  });
  return (
    <details className="zs-fold">
      <summary>{words.title}</summary>
      <ul className="zs-reasons">
        {prices.map((reason, at) => (
          <li key={at} className={reason.isWinner ? 'zs-reason zs-reason-won' : 'zs-reason'}>
            <span>
              <NameOfPrice reason={reason} />
            </span>
            <span className="zh-number">{reason.price ? format.money(reason.price) : ''}</span>
            <span className="zh-soft zh-small">{say(words.because[reason.why], blanks(reason))}</span>
          </li>
        ))}
      </ul>
      <p className="zh-soft zh-small">{words.rule}</p>
    </details>
  );
}
