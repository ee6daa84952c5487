import './partner.css';
import { useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { Bones, ErrorLine } from '../../../../ui/shop/states.tsx';
import { say, Say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { LinkRow } from './row.tsx';
import type { Partnership } from './types.ts';

/** Where somebody stands as a partner: not yet, asked, invited, or at work; and everything that is a partner's. */
export function PartnerPage() {
  const words = useWords('partner');
  const mine = useAsk(['partner'], (client, signal) => client.myPartnership({ signal }));
  return (
    <ShopPage title={words.title} back="/me">
      <Answer of={mine} wait={<Bones shape="page" />}>
        {(partnership) => (partnership.standing === 'partner' ? <AtWork of={partnership} /> : <NotYet of={partnership} />)}
      </Answer>
    </ShopPage>
  );
}

function NotYet({ of }: { of: Partnership }) {
  const words = useWords('partner');
  const format = useFormat();
  const [isAsking, setAsking] = useState(false);
  const isOpen = of.application?.state === 'open';
  return (
    <>
      {of.standing === 'applied' && of.application ? (
        <div className="zh-note" role="status">
          <h2>{words.waiting.title}</h2>
          <p>{say(words.waiting.text, { day: format.instantDay(of.application.askedAt) })}</p>
        </div>
      ) : (
        <div className="zh-stack">
          <h2>{of.standing === 'invited' ? words.invited.title : words.pitch.title}</h2>
          <p className="zh-read">{of.standing === 'invited' ? words.invited.text : words.pitch.text}</p>
          {of.standing === 'invited' && of.application?.note ? (
            <blockquote className="zh-soft">
              <bdi>{of.application.note}</bdi>
            </blockquote>
          ) : null}
          {of.standing === 'left' ? <p className="zh-note">{words.left}</p> : null}
          {!isOpen && of.application?.reason ? (
            <p className="zh-note">
              <Say of={words.declined} reason={of.application.reason} />
            </p>
          ) : null}
        </div>
      )}
      <Part title={words.pitch.read}>
        <nav className="zs-rows" aria-label={words.pitch.read}>
          <LinkRow to="/partner/plan" title={words.pitch.plan} text={words.pitch.planText} />
        </nav>
      </Part>
      {of.standing === 'left' ? (
        <nav className="zs-rows" aria-label={words.title}>
          <LinkRow to="/partner/money" title={words.links.money.title} text={words.links.money.text} />
        </nav>
      ) : null}
      {of.standing === 'applied' ? null : (
        <Button color="primary" size="large" block onClick={() => setAsking(true)}>
          {of.standing === 'invited' ? words.apply.accept : words.pitch.apply}
        </Button>
      )}
      {isAsking ? <AskSheet of={of} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function AskSheet({ of, onClose }: { of: Partnership; onClose: () => void }) {
  const words = useWords('partner').apply;
  const isInvited = of.standing === 'invited';
  const [bornOn, setBornOn] = useState('');
  const [isFree, setFree] = useState(false);
  const [note, setNote] = useState('');
  const [isTold, setTold] = useState(false);
  const said = { isBarred: false, ...(bornOn === '' ? {} : { bornOn }) };
  const ask = useAct(
    'partner.ask',
    async (client, body: typeof said & { note?: string }, how) =>
      isInvited ? await client.acceptInvitation(said, how) : await client.applyAsPartner(body, how),
    onClose,
  );
  const decline = useAct('partner.decline', async (client, _: null, how) => await client.declineInvitation({}, how), onClose);
  return (
    <Sheet title={words.title} onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          setTold(!isFree);
          if (isFree) ask.go({ ...said, ...(note.trim() === '' || isInvited ? {} : { note: note.trim() }) });
        }}
      >
        {of.minimumAge > 0 ? (
          <label className="zs-field">
            <span>{words.bornOn}</span>
            <input className="zs-input" type="date" required value={bornOn} onChange={(event) => setBornOn(event.target.value)} />
            <span className="zh-soft zh-small">{say(words.age, { age: of.minimumAge })}</span>
          </label>
        ) : null}
        <label className="zs-check">
          <input type="checkbox" checked={isFree} onChange={(event) => setFree(event.target.checked)} />
          <span>{words.declare}</span>
        </label>
        {isTold && !isFree ? (
          <p className="zh-error-line" role="alert">
            {words.declareFirst}
          </p>
        ) : null}
        {isInvited ? null : (
          <label className="zs-field">
            <span>{words.note}</span>
            <textarea className="zs-input" rows={3} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
          </label>
        )}
        <ErrorLine error={ask.error ?? decline.error} />
        <Button color="primary" size="large" block type="submit" loading={ask.isPending}>
          {isInvited ? words.accept : words.send}
        </Button>
        {isInvited ? (
          <Button block loading={decline.isPending} onClick={() => decline.go(null)}>
            {words.decline}
          </Button>
        ) : null}
      </form>
    </Sheet>
  );
}

function AtWork({ of }: { of: Partnership }) {
  const words = useWords('partner');
  const format = useFormat();
  const { links, standing } = words;
  return (
    <>
      <div className="zs-person">
        <p className="zh-row">
          {of.level ? <strong>{say(standing.level, { level: of.level.label })}</strong> : null}
          {of.since ? <span className="zh-soft">{say(standing.since, { day: format.instantDay(of.since) })}</span> : null}
        </p>
        {of.next ? (
          <>
            <p>{say(standing.next, { level: of.next.label })}</p>
            <progress className="zs-progress" max={1} value={partOf(of.next)} aria-label={say(standing.next, { level: of.next.label })} />
            <MeasuredLine next={of.next} />
          </>
        ) : null}
        {of.warning ? (
          <p className="zh-note" role="status">
            {say(standing.warning, {
              needed: amountOf(of.warning.needed, format),
              had: amountOf(of.warning.had, format),
              day: format.instantDay(of.warning.fallsAt),
            })}
          </p>
        ) : null}
      </div>
      <nav className="zs-rows" aria-label={words.title}>
        <LinkRow to="/partner/money" title={links.money.title} text={links.money.text} />
        <LinkRow to="/partner/people" title={links.people.title} text={links.people.text} />
        {of.training.lessons > 0 ? (
          <LinkRow to="/partner/training" title={links.training.title} text={say(links.training.text, { ...of.training })} />
        ) : null}
        <LinkRow
          to="/partner/notices"
          title={links.notices.title}
          text={links.notices.text}
          end={of.unreadNotices > 0 ? <span className="zs-mark">{format.count(of.unreadNotices)}</span> : null}
        />
        <LinkRow
          to="/partner/tasks"
          title={links.tasks.title}
          text={links.tasks.text}
          end={of.openTasks > 0 ? <span className="zh-tag">{format.count(of.openTasks)}</span> : null}
        />
        <LinkRow to="/partner/materials" title={links.materials.title} text={links.materials.text} />
        <LinkRow
          to="/partner/leads"
          title={links.leads.title}
          text={links.leads.text}
          end={of.openLeads > 0 ? <span className="zh-tag">{format.count(of.openLeads)}</span> : null}
        />
        <LinkRow to="/partner/plan" title={links.plan.title} text={links.plan.text} />
      </nav>
    </>
  );
}

type Measured = NonNullable<Partnership['next']>;
type Measure = Measured['had'];

function MeasuredLine({ next }: { next: Measured }) {
  const { standing } = useWords('partner');
  const format = useFormat();
  const blanks = { had: amountOf(next.had, format), needed: amountOf(next.needed, format), days: next.windowDays };
  return <p className="zh-soft zh-small">{say(standing[next.measure], blanks)}</p>;
}

function amountOf(value: Measure, format: ReturnType<typeof useFormat>): string {
  return typeof value === 'number' ? format.count(value) : format.money(value);
}

function partOf({ had, needed }: Measured): number {
  const [has, asks] = [had, needed].map((value) => Number(typeof value === 'number' ? value : value.amount));
  return asks === undefined || asks <= 0 ? 1 : Math.min(1, (has ?? 0) / asks);
}
