import { useId, useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { ShopPage, Part } from '../../../../ui/shop/page.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState, ErrorLine } from '../../../../ui/shop/states.tsx';
import { Say, say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

export interface Entry {
  readonly to: string;
  /** of its words in `entries` */
  readonly name: keyof ReturnType<typeof useMeWords>['entries'];
}

const useMeWords = () => useWords('me');

/** A person's own page: who they are here, who introduced them, what is theirs, and the settings. */
export function MePage({ entries }: { entries: readonly Entry[] }) {
  const words = useMeWords();
  const { visitor } = useShop();
  return (
    <ShopPage title={words.title}>
      {visitor === null ? <Guest /> : <Person />}
      {visitor && entries.length > 0 ? <Entries entries={entries} /> : null}
      <Settings />
    </ShopPage>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  const words = useMeWords();
  const unread = useAsk(['me', 'card'], (client, signal) => client.wallet({ signal })).data?.unread ?? 0;
  return (
    <nav className="zs-rows" aria-label={words.title}>
      {entries.map((entry) => (
        <Go key={entry.to} to={entry.to} className="zs-row">
          <span className="zs-row-text">
            <span>{words.entries[entry.name].title}</span>
            <span className="zh-soft zh-small">{words.entries[entry.name].text}</span>
          </span>
          {entry.name === 'inbox' && unread > 0 ? <span className="zs-mark">{sayCount(words.unread, unread)}</span> : null}
          <span className="zs-chevron zs-chevron-on" aria-hidden="true" />
        </Go>
      ))}
    </nav>
  );
}

function Guest() {
  const words = useMeWords();
  const { words: common } = useShop();
  return (
    <EmptyState picture="people" title={words.guest.title} text={words.guest.text}>
      <Go to="/sign-in?back=/me" className="zh-go">
        {common.signIn}
      </Go>
    </EmptyState>
  );
}

function Person() {
  const words = useMeWords();
  const { words: common } = useShop();
  const format = useFormat();
  const me = useAsk(['me', 'record'], (client, signal) => client.me({ signal }));
  const [isNaming, setNaming] = useState(false);
  return (
    <Answer of={me} wait={<Bones shape="rows" count={2} />}>
      {(person) => (
        <>
          <div className="zs-person">
            <button type="button" className="zs-person-name" onClick={() => setNaming(true)}>
              <bdi className="zs-two-lines">{person.name ?? words.noName}</bdi>
              <span className="zh-small zs-change">{words.changeName}</span>
            </button>
            <p className="zh-row">
              <span className={`zh-tag zh-stage-${person.stage}`}>
                <span className="zh-dot" aria-hidden="true" />
                {common.stage[person.stage]}
              </span>
              {person.phone ? <span className="zh-soft zh-number">{person.phone}</span> : <Go to="/phone">{words.askPhone.add}</Go>}
            </p>
            <p className="zh-soft">
              {person.introducer?.name ? (
                <Say
                  of={person.introducer.since ? words.introducedSince : words.introduced}
                  name={person.introducer.name}
                  day={person.introducer.since ? format.instantDay(person.introducer.since) : ''}
                />
              ) : (
                words.ownWay
              )}
            </p>
          </div>
          {person.eraseAt === null ? null : (
            <p className="zh-note zh-note-warning" role="status">
              {say(words.leaving, { day: format.instantDay(person.eraseAt) })} <Go to="/me/data">{words.leavingKeep}</Go>
            </p>
          )}
          {isNaming ? <NameSheet name={person.name ?? ''} onClose={() => setNaming(false)} /> : null}
        </>
      )}
    </Answer>
  );
}

function NameSheet({ name, onClose }: { name: string; onClose: () => void }) {
  const words = useMeWords();
  const [text, setText] = useState(name);
  const change = useAct(null, async (client, next: string) => await client.changeMe({ name: next || null }), onClose);
  return (
    <Sheet title={words.changeName} onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          change.go(text.trim());
        }}
      >
        <label className="zs-field">
          <span>{words.nameLabel}</span>
          <input className="zs-input" maxLength={40} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <ErrorLine error={change.error} />
        <Button color="primary" size="large" block type="submit" loading={change.isPending}>
          {words.saveName}
        </Button>
      </form>
    </Sheet>
  );
}

function Settings() {
  const words = useMeWords();
  const { visitor, language, setLanguage, shelf } = useShop();
  const leave = useAct(
    null,
    async (client, _: null) => await client.signOut({}),
    () => {
      for (const each of ['zh-CN', 'en']) shelf.write(`kept.${each}.front`, null);
    },
  );
  return (
    <Part title={words.settings}>
      <div className="zs-choices" role="group" aria-label={words.language}>
        {(['zh-CN', 'en'] as const).map((each) => (
          <label key={each} className="zs-choice" lang={each}>
            <input type="radio" name="language" checked={language === each} onChange={() => setLanguage(each)} />
            {words.languages[each]}
          </label>
        ))}
      </div>
      {visitor ? (
        <>
          <MayWrite />
          <Button block loading={leave.isPending} onClick={() => leave.go(null)}>
            {words.signOut}
          </Button>
          <ErrorLine error={leave.error} />
        </>
      ) : null}
    </Part>
  );
}

/** News and offers are written to whoever wants them, and to nobody from the moment they do not. */
function MayWrite() {
  const words = useMeWords();
  const id = useId();
  const me = useAsk(['me', 'record'], (client, signal) => client.me({ signal }));
  const change = useAct(null, async (client, mayWrite: boolean) => await client.changeMe({ mayWrite }));
  const isOn = me.data?.mayWrite ?? false;
  return (
    <>
      <div className="zs-row zs-one-switch">
        <label htmlFor={id} className="zs-row-text">
          <span>{words.mayWrite}</span>
          <span className="zh-soft zh-small">{isOn ? words.mayWriteOn : words.mayWriteOff}</span>
        </label>
        <input
          id={id}
          type="checkbox"
          role="switch"
          aria-checked={isOn}
          className="zs-switch"
          checked={isOn}
          disabled={me.data === undefined || change.isPending}
          onChange={(event) => change.go(event.target.checked)}
        />
      </div>
      <ErrorLine error={change.error} />
    </>
  );
}
