import './card.css';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { Bones, EmptyState, ErrorLine } from '../../../../ui/shop/states.tsx';
import { Say, say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { OwnCeremony } from './types.ts';

/** The ceremony: one step fills the screen, in its own time. */
export function WelcomePage() {
  const words = useWords('card');
  const own = useAsk(['me', 'ceremony'], (client, signal) => client.ceremony({ signal }));
  return (
    <ShopPage title={words.ceremony.title} isTitleHidden>
      <Answer of={own} wait={<Bones shape="page" />}>
        {(ceremony) =>
          ceremony.state === 'waiting' ? (
            <EmptyState picture="loop" title={words.ceremony.waiting.title} text={words.ceremony.waiting.text}>
              <Go to="/" className="zh-go">
                {words.toShop}
              </Go>
            </EmptyState>
          ) : (
            <Steps ceremony={ceremony} />
          )
        }
      </Answer>
    </ShopPage>
  );
}

function Steps({ ceremony }: { ceremony: OwnCeremony }) {
  const words = useWords('card');
  const take = useAct(null, async (client, step: OwnCeremony['steps'][number]['step']) => await client.takeStep({ step }));
  const at = ceremony.steps.findIndex((each) => each.doneAt === null);
  const step = ceremony.steps[at];
  const number = String(ceremony.number ?? 0).padStart(4, '0');
  if (!step) {
    return (
      <section className="zs-scene zs-scene-last">
        <Progress at={ceremony.steps.length} of={ceremony.steps.length} />
        <div className="zs-scene-said">
          <p className="zs-scene-number zh-number">{number}</p>
          <h2>{words.ceremony.done}</h2>
          <p>{say(words.ceremony.doneText, { number })}</p>
        </div>
        <Go to="/card" className="zh-go">
          {words.ceremony.toCard}
        </Go>
      </section>
    );
  }
  const said = words.ceremony.steps[step.step];
  return (
    <section className={`zs-scene zs-step-${step.step}`}>
      <Progress at={at} of={ceremony.steps.length} />
      <div key={step.step} className="zs-scene-said">
        <p className="zs-scene-at">{say(words.ceremony.progress, { at: at + 1, of: ceremony.steps.length })}</p>
        {step.step === 'number' ? <p className="zs-scene-number zh-number">{number}</p> : null}
        <h2>{step.title ?? said.title}</h2>
        <p className="zs-scene-text">{step.text ?? said.text}</p>
        {step.points.length > 0 ? (
          <ul className="zs-scene-points">
            {step.points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        ) : null}
        {step.step === 'welcome' && ceremony.introducer && ceremony.introducer.name !== '' ? (
          <p className="zs-scene-friend">
            <Say
              of={ceremony.introducer.hasWelcomed ? words.ceremony.hasWelcomed : words.ceremony.cameThrough}
              name={ceremony.introducer.name}
            />
          </p>
        ) : null}
        {step.name === null ? null : (
          <p className="zs-scene-friend">
            <Say of={step.step === 'mentor' ? words.ceremony.mentorIs : words.ceremony.signed} name={step.name} />
          </p>
        )}
      </div>
      <div className="zh-stack">
        <ErrorLine error={take.error} />
        <Button color="primary" size="large" block loading={take.isPending} onClick={() => take.go(step.step)}>
          {said.act}
        </Button>
      </div>
    </section>
  );
}

/** How far one has come, as a row of marks; it is said in words beside it. */
function Progress({ at, of }: { at: number; of: number }) {
  return (
    <div className="zs-scene-steps" aria-hidden="true">
      {Array.from({ length: of }, (_, step) => (
        <span key={step} className={step <= at ? 'zs-scene-gone' : ''} />
      ))}
    </div>
  );
}
