import { useAct } from '../../../../ui/shop/ask.tsx';
import { useWords } from '../../words/topics.ts';
import { PhoneSteps, type Proof } from './phone-steps.tsx';

/**
 * Whoever came in through WeChat is asked for a telephone number; where the shop knows it already, both records are one from then on.
 * @param onDone told who they are now @param onLater without it the number is not asked for on the way to something else
 */
export default function AskPhone({ onDone, onLater }: { onDone: (me: { id: string }) => void; onLater?: () => void }) {
  const words = useWords('me').askPhone;
  const enter = useAct(null, async (client, proof: Proof) => await client.takePhone(proof), onDone);
  return (
    <section className="zh-stack">
      {onLater ? <h2>{words.title}</h2> : null}
      <PhoneSteps why={onLater ? words.beforePaying : words.why} enter={enter} act={onLater ? words.goOn : words.keep} />
      {onLater ? (
        <button type="button" className="zs-text-button" onClick={onLater}>
          {words.later}
        </button>
      ) : null}
    </section>
  );
}
