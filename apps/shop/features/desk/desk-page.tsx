import './desk.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { ApiProblem, createClient, type Client } from '../../../../sdk/index.ts';
import { readKept } from '../../../../ui/shop/kept.ts';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, ErrorLine, ErrorState } from '../../../../ui/shop/states.tsx';
import { say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { judge, type HeldLease, type Taken } from './offline.ts';
import { useCamera } from './camera.ts';

const DIGITS = /^\d{6}$/;
const MOST_AT_ONCE = 200;

/** The counter of an outlet on a phone or tablet: a code is scanned or typed, with a network or, for the device that holds the lease, without. */
export function DeskPage() {
  const words = useWords('desk');
  const { slug, shelf } = useShop();
  const client = useMemo(() => createClient({ brand: slug }), [slug]);
  const outlets = useQuery({
    queryKey: [slug, 'desk', 'outlets'],
    queryFn: ({ signal }) => client.outlets.list({ limit: 200 }, { signal }),
    retry: false,
  });
  const isStranger = outlets.error instanceof ApiProblem && (outlets.error.status === 401 || outlets.error.status === 403);
  useEffect(() => keepCounter(slug), [slug]);
  // Without a network the outlets are those that were there last.
  const known = outlets.data?.data ?? (outlets.error instanceof ApiProblem ? null : readKept<Outlet[]>(shelf, 'desk.outlets'));
  useEffect(() => {
    if (outlets.data) shelf.write('desk.outlets', JSON.stringify(outlets.data.data.map(({ id, name }) => ({ id, name }))));
    else if (isStranger) shelf.write('desk.outlets', null);
  }, [outlets.data, isStranger, shelf]);
  return (
    <ShopPage title={words.title}>
      {isStranger ? (
        <div className="zh-state zh-state-calm" role="alert">
          <p>{words.signIn}</p>
          <a className="zh-go" href="/">
            {words.toConsole}
          </a>
        </div>
      ) : known && (outlets.data || outlets.error) ? (
        known.length === 0 ? (
          <p>{words.noOutlet}</p>
        ) : (
          <Counter client={client} outlets={known} />
        )
      ) : outlets.error ? (
        <ErrorState error={outlets.error} onRetry={() => void outlets.refetch()} />
      ) : (
        <Bones shape="page" />
      )}
    </ShopPage>
  );
}

interface Outlet {
  readonly id: string;
  readonly name: string;
}

/** Lets the counter open without a network, where the browser keeps such a thing. */
function keepCounter(slug: string): void {
  const path = `/s/${encodeURIComponent(slug)}/desk`;
  void navigator.serviceWorker?.register(`${path}/worker.js`, { scope: path }).catch(() => {
    // Not here: the counter works as long as there is a network.
  });
}

interface Shown {
  readonly isGood: boolean;
  readonly title: string;
  readonly text: string;
}

function Counter({ client, outlets }: { client: Client; outlets: readonly Outlet[] }) {
  const words = useWords('desk');
  const format = useFormat();
  const { shelf, isOnline } = useShop();
  const [outlet, setOutlet] = useState(() => outlets.find((each) => each.id === shelf.read('desk.outlet'))?.id ?? outlets[0]?.id ?? '');
  const [text, setText] = useState('');
  const [shown, setShown] = useState<Shown | null>(null);
  const [taken, setTaken] = useState<readonly Taken[]>(() => readKept<Taken[]>(shelf, 'desk.taken') ?? []);
  const [lease, setLease] = useState<HeldLease | null>(() => readKept<HeldLease>(shelf, 'desk.lease'));
  const keep = (next: readonly Taken[]): void => {
    shelf.write('desk.taken', JSON.stringify(next));
    setTaken(next);
  };
  // A code whose answer was lost on the way is asked for again under the same key: the same redemption, and the same answer.
  const asked = useRef<{ code: string; outlet: string; idempotencyKey: string } | null>(null);
  const take = useMutation({
    mutationFn: async (code: string): Promise<Shown> => {
      if (asked.current?.code !== code || asked.current.outlet !== outlet)
        asked.current = { code, outlet, idempotencyKey: crypto.randomUUID() };
      const { idempotencyKey } = asked.current;
      try {
        const { item, member, cardName, nth, of } = await client.redemptions.create({ code, outlet }, { idempotencyKey });
        asked.current = null;
        return { isGood: true, title: say(words.done, { item }), text: say(words.doneText, { member, card: cardName, nth, of }) };
      } catch (fault) {
        if (fault instanceof ApiProblem) {
          if (fault.status < 500) asked.current = null;
          return { isGood: false, title: fault.message, text: fault.problem.hint ?? '' };
        }
        if (lease?.outlet !== outlet) throw fault;
        return await offline(code, lease);
      }
    },
    networkMode: 'always',
    onSuccess: (result) => {
      setShown(result);
      setText('');
    },
  });
  const offline = async (code: string, held: HeldLease): Promise<Shown> => {
    if (DIGITS.test(code)) return { isGood: false, title: words.notAbroad, text: '' };
    const now = new Date();
    const day = format.dayOf(now.toISOString());
    const { verdict, card } = await judge(code, { lease: held, taken, now: now.getTime(), day });
    if (verdict !== 'good') return { isGood: false, title: words.verdict[verdict], text: '' };
    keep([...taken, { code, lease: held.id, card, day, acceptedAt: now.toISOString() }]);
    return { isGood: true, title: words.offlineDone, text: words.offlineText };
  };
  const video = useRef<HTMLVideoElement>(null);
  const camera = useCamera(video, (code) => {
    if (!take.isPending) take.mutate(code);
  });
  return (
    <>
      <p role="status" className={isOnline ? 'zh-hidden' : 'zs-banner zs-banner-warning'}>
        {isOnline ? '' : lease?.outlet === outlet ? words.abroad : words.abroadWithout}
      </p>
      <label className="zs-field">
        <span>{words.outlet}</span>
        <select
          className="zs-input"
          value={outlet}
          onChange={(event) => {
            setOutlet(event.target.value);
            shelf.write('desk.outlet', event.target.value);
          }}
        >
          {outlets.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </label>
      <div className={`zs-desk-said ${shown === null ? '' : shown.isGood ? 'zs-desk-good' : 'zs-desk-bad'}`} role="status">
        {shown === null ? (
          <p className="zh-soft">{words.ready}</p>
        ) : (
          <>
            <p className="zs-desk-title">
              <span aria-hidden="true">{shown.isGood ? '✓ ' : '✕ '}</span>
              {shown.title}
            </p>
            {shown.text === '' ? null : <p>{shown.text}</p>}
          </>
        )}
      </div>
      <form
        className="zs-with-act"
        onSubmit={(event) => {
          event.preventDefault();
          take.mutate(text.replaceAll(/\s/g, ''));
        }}
      >
        <label className="zs-field">
          <span>{words.code}</span>
          <input
            className="zs-input zh-number"
            inputMode="numeric"
            autoComplete="off"
            maxLength={9}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <Button color="primary" size="large" type="submit" loading={take.isPending} disabled={!DIGITS.test(text.replaceAll(/\s/g, ''))}>
          {words.redeem}
        </Button>
      </form>
      <ErrorLine error={take.error} />
      <video ref={video} className={camera.isOn ? 'zs-desk-video' : 'zh-hidden'} aria-label={words.video} muted playsInline />
      <Button block size="large" onClick={camera.isOn ? camera.stop : camera.start}>
        {camera.isOn ? words.stopScan : words.scan}
      </Button>
      {camera.isRefused ? <p className="zh-soft">{words.noCamera}</p> : null}
      <Offline client={client} outlet={outlet} lease={lease} setLease={setLease} taken={taken} keep={keep} isOnline={isOnline} />
    </>
  );
}

function Offline({
  client,
  outlet,
  lease,
  setLease,
  taken,
  keep,
  isOnline,
}: {
  client: Client;
  outlet: string;
  lease: HeldLease | null;
  setLease: (lease: HeldLease) => void;
  taken: readonly Taken[];
  keep: (taken: readonly Taken[]) => void;
  isOnline: boolean;
}) {
  const words = useWords('desk');
  const format = useFormat();
  const { shelf } = useShop();
  const held = lease?.outlet === outlet ? lease : null;
  const ask = useMutation({
    mutationFn: async (takeOver: boolean) => {
      const mark = shelf.read('desk.mark') ?? String(Math.floor(Math.random() * 9000) + 1000);
      shelf.write('desk.mark', mark);
      const { id, expiresAt, verifyingKey, codeSeconds } = await client.outlets.lease(outlet, {
        device: say(words.lease.device, { mark }),
        takeOver,
      });
      return { id, outlet, expiresAt, verifyingKey, codeSeconds };
    },
    onSuccess: (found) => {
      shelf.write('desk.lease', JSON.stringify(found));
      setLease(found);
    },
  });
  const handIn = useMutation({
    // What one lease took is handed in for its outlet, whichever the device stands at by now.
    mutationFn: async (all: readonly Taken[]) => {
      const [first] = all;
      const waiting = all.filter((each) => each.lease === first?.lease).slice(0, MOST_AT_ONCE);
      const redemptions = waiting.map(({ code, acceptedAt }) => ({ code, acceptedAt }));
      return { waiting, told: await client.redemptions.sync({ lease: first?.lease ?? '', redemptions }) };
    },
    onSuccess: ({ waiting }) => keep(taken.filter((each) => !waiting.includes(each))),
  });
  const { mutate, reset, isPending, isError } = handIn;
  const isHandingIn = isOnline && taken.length > 0 && !isPending && !isError;
  useEffect(() => {
    // The network is back, or the counter opens with one: what waits is handed in by itself.
    if (isHandingIn) mutate(taken);
  }, [isHandingIn, taken, mutate]);
  useEffect(() => {
    // What went wrong without a network is tried again once there is one.
    if (isOnline) reset();
  }, [isOnline, reset]);
  const isTaken = ask.error instanceof ApiProblem && ask.error.code === 'lease.taken';
  return (
    <Part title={words.lease.title}>
      <p className="zh-soft">{held ? say(words.lease.held, { until: format.instant(held.expiresAt) }) : words.lease.none}</p>
      {held ? null : (
        <Button block loading={ask.isPending} onClick={() => ask.mutate(isTaken)}>
          {isTaken ? words.lease.over : words.lease.take}
        </Button>
      )}
      <ErrorLine error={ask.error} />
      {taken.length === 0 ? null : (
        <>
          <p>{sayCount(words.lease.waiting, taken.length)}</p>
          <Button block color="primary" loading={isPending} onClick={() => mutate(taken)}>
            {words.lease.handIn}
          </Button>
        </>
      )}
      {handIn.data ? (
        <p role="status">
          {say(words.lease.handedIn, {
            redeemed: handIn.data.told.redeemed,
            exceptions: handIn.data.told.exceptions,
            owed: format.money(handIn.data.told.owed),
          })}
        </p>
      ) : null}
      <ErrorLine error={handIn.error} />
    </Part>
  );
}
