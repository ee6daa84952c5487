import './card.css';
import { Go } from '../../../../ui/shop/go.tsx';
import { useWords } from '../../words/topics.ts';

/** The way into the ceremony, for whoever has a card and has not gone through it. */
export function Invite() {
  const words = useWords('card');
  return (
    <section className="zs-invite">
      <h2>{words.ceremonyOpen.title}</h2>
      <p>{words.ceremonyOpen.text}</p>
      <Go to="/welcome" className="zh-go">
        {words.begin}
      </Go>
    </section>
  );
}
