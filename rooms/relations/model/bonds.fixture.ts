import { SHOP_DIALS, type Dials } from './attribution.ts';

/** Who earns from whom, kept the plain way: every interval in a list, every question asked of the whole list. For tests. */
export interface Span {
  object: string | null;
  from: number;
  to: number | null;
  valid: number | null;
  protectedUntil: number | null;
  dials: Dials | null;
}

interface Person {
  referrer: string | null;
  /** when the introduction was told, and the how-manieth it was */
  told: [number, number];
  binds: boolean;
  spans: Span[];
  isPartner: boolean;
}

const DAY = 86_400_000;

export class PlainBonds {
  readonly people = new Map<string, Person>();
  /** merged names answer as their survivor */
  readonly alias = new Map<string, string>();
  dials: Dials | null = null;
  #told = 0;

  meet(name: string, isPartner: boolean): void {
    this.people.set(name, { referrer: null, told: [0, 0], binds: false, spans: [], isPartner });
  }

  of(name: string): Person {
    return this.people.get(name) as Person;
  }

  holder(name: string, at: number): string | null {
    return this.force(name, at)?.object ?? null;
  }

  force(name: string, at: number): Span | null {
    const { spans, referrer, binds } = this.of(name);
    const begun = spans.filter((span) => span.from <= at && span.to !== span.from);
    if (begun.length === 0) return binds && referrer !== null ? spanOf(referrer, null, this.of(name).told[0]) : null;
    const running = begun.find((span) => span.to === null || span.to > at);
    return running && running.object !== null && (running.valid === null || running.valid > at) ? running : null;
  }

  introduce(name: string, referrer: string, at: number): string {
    const person = this.of(name);
    if (name === referrer) return 'referral.self';
    if (person.referrer !== null) return person.referrer === referrer ? 'ok' : 'referral.second';
    for (let up: string | null = referrer; up !== null; up = this.of(up).referrer) if (up === name) return 'referral.cycle';
    const binds = this.dials === null && !this.leadsTo(referrer, name, at);
    Object.assign(person, { referrer, told: [at, ++this.#told], binds });
    if (this.dials !== null) this.bind(name, referrer, at);
    return 'ok';
  }

  bind(name: string, object: string, at: number): string {
    const person = this.of(name);
    const dials = this.dials as Dials;
    if (name === object) return 'self';
    if (person.spans.some((span) => span.from > at && span.to !== span.from)) return 'scheduled';
    const holder = this.force(name, at);
    let terms = dials;
    let verdict = 'bound';
    if (holder?.object === object) {
      if (holder.dials?.renewOn !== 'anyClickFromSame' || holder.from === at || holder.to !== null) return 'repeat';
      [terms, verdict] = [holder.dials, 'renewed'];
    } else if (holder) {
      if (holder.protectedUntil === null || holder.protectedUntil > at) return 'protected';
      if (holder.dials?.snatch !== true) return 'taken';
    }
    if (this.leadsTo(object, name, at)) return 'cycle';
    this.end(name, at);
    person.spans.push(spanOf(object, terms, at));
    return verdict;
  }

  order(name: string, at: number): void {
    const span = this.force(name, at);
    if (span?.dials?.renewOn !== 'order' || span.from === at || span.to !== null) return;
    span.to = at;
    this.of(name).spans.push(spanOf(span.object, span.dials, at));
  }

  give(name: string, object: string | null, at: number, now: number): string {
    const person = this.of(name);
    if (name === object) return 'attribution.self';
    const open = person.spans.filter((span) => isOpen(span, now));
    if (open.every((span) => span.to === null && span.from <= at) && this.holder(name, at) === object) return 'ok';
    if (object !== null && this.leadsTo(object, name, now)) return 'attribution.cycle';
    const wasByReferral = person.binds && !person.spans.some((span) => span.from < at && span.to !== span.from);
    this.end(name, at);
    if (object !== null) person.spans.push({ ...spanOf(object, this.dials, at) });
    else if (wasByReferral) person.spans.push({ ...spanOf(null, null, at) });
    return 'ok';
  }

  becomePartner(name: string, at: number): void {
    const span = this.force(name, at);
    if (!span?.dials || span.dials.onBecomePartner === 'keep') return;
    const to = span.dials.onBecomePartner === 'release' ? at : Math.max(at, span.protectedUntil as number);
    if (span.to === null || span.to > to) span.to = to;
  }

  leave(name: string, at: number): void {
    let heir = this.of(name).referrer;
    while (heir !== null && !this.of(heir).isPartner) heir = this.of(heir).referrer;
    const held = [...this.people].flatMap(([subject, { spans }]) =>
      spans.flatMap((span) =>
        span.object === name && isOpen(span, at) && (span.valid === null || span.valid > at) ? [{ subject, span }] : [],
      ),
    );
    const edges = this.edges(at);
    for (const { subject, span } of held) {
      const from = Math.max(at, span.from);
      const { to } = span;
      span.to = from;
      if (heir === null || span.dials?.onOrphan !== 'nextActiveUpline' || reaches(edges, heir, subject)) continue;
      edges.push([subject, heir]);
      this.of(subject).spans.push({ ...spanOf(heir, span.dials, from), to });
    }
  }

  /** The survivor is named first. */
  merge(survivor: string, absorbed: string, at: number): void {
    const [own, other] = [this.force(survivor, at), this.force(absorbed, at)];
    const [one, two] = [this.of(survivor), this.of(absorbed)];
    const leadsBack = (referrer: string): boolean => {
      for (let up: string | null = referrer; up !== null; up = this.of(up).referrer) if (up === survivor || up === absorbed) return true;
      return false;
    };
    const kept = [one, two]
      .filter((person) => person.referrer !== null && !leadsBack(person.referrer))
      .map(({ referrer, told, binds }) => ({ referrer, told, binds }))
      .sort((a, b) => a.told[0] - b.told[0] || a.told[1] - b.told[1])[0];
    Object.assign(one, kept ?? { referrer: null, binds: false });
    Object.assign(two, { referrer: null, binds: false });
    for (const person of this.people.values()) if (person.referrer === absorbed) person.referrer = survivor;
    const edges = this.edges(at);
    const fits = (span: Span | null): Span | null =>
      span?.object == null || reaches(edges, span.object, survivor) || reaches(edges, span.object, absorbed) ? null : span;
    const [left, right] = [fits(own), fits(other)];
    const stays =
      left && right
        ? strength(left) >= strength(right) && (strength(left) > strength(right) || left.from <= right.from)
          ? left
          : right
        : (left ?? right);
    this.end(absorbed, at);
    if (stays === null || stays !== left) this.end(survivor, at);
    for (const [name, person] of this.people) {
      if (name === survivor || name === absorbed) continue;
      for (const span of person.spans) if (span.object === absorbed) span.object = survivor;
    }
    if (!(stays !== null && stays === left && one.spans.includes(left)) && this.holder(survivor, at) !== (stays?.object ?? null)) {
      one.spans.push({
        object: stays?.object ?? null,
        from: at,
        to: null,
        valid: stays?.valid ?? null,
        protectedUntil: stays?.protectedUntil ?? null,
        dials: stays?.dials ?? null,
      });
    }
    this.people.delete(absorbed);
    this.alias.set(absorbed, survivor);
  }

  /** No instant from now on sees anybody above themselves. */
  hasRing(at: number): boolean {
    const edges = this.edges(at);
    return edges.some(([subject, object]) => reaches(edges, object, subject));
  }

  private edges(at: number): [string, string][] {
    return [...this.people].flatMap(([name, { spans, referrer, binds }]): [string, string][] => {
      const open = spans.filter((span) => isOpen(span, at) && span.object !== null && (span.valid === null || span.valid > at));
      const isByReferral = binds && referrer !== null && !spans.some((span) => span.from <= at && span.to !== span.from);
      return [
        ...open.map((span): [string, string] => [name, span.object as string]),
        ...(isByReferral ? [[name, referrer] as [string, string]] : []),
      ];
    });
  }

  private leadsTo(from: string, wanted: string, at: number): boolean {
    return reaches(this.edges(at), from, wanted);
  }

  private end(name: string, at: number): void {
    for (const span of this.of(name).spans) {
      if (span.to === null && span.valid !== null && span.valid <= at) span.to = span.valid;
      else if (span.to === null || span.to > at) span.to = Math.max(at, span.from);
    }
  }
}

function spanOf(object: string | null, dials: Dials | null, from: number): Span {
  return {
    object,
    from,
    to: null,
    valid: dials === null || dials.validityDays === null ? null : from + dials.validityDays * DAY,
    protectedUntil: dials === null ? null : from + dials.protectionDays * DAY,
    dials,
  };
}

function isOpen(span: Span, at: number): boolean {
  return span.to === null || (span.to > at && span.to > span.from);
}

function strength(span: Span): number {
  return span.protectedUntil ?? Number.POSITIVE_INFINITY;
}

function reaches(edges: readonly (readonly [string, string])[], from: string, wanted: string): boolean {
  const seen = new Set([from]);
  for (const at of seen) {
    if (at === wanted) return true;
    for (const [subject, object] of edges) if (subject === at) seen.add(object);
  }
  return false;
}

/** Dials drawn by chance; null = none. */
export function drawDials(random: () => number): Dials | null {
  const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)] as T;
  if (random() < 0.3) return null;
  return {
    ...SHOP_DIALS,
    bindOn: pick('click', 'register'),
    validityDays: pick(null, 3, 10, 40),
    protectionDays: pick(0, 2, 8),
    snatch: random() < 0.6,
    renewOn: pick('none', 'order', 'anyClickFromSame'),
    onBecomePartner: pick('keep', 'release', 'keepUntilProtectionEnds'),
    onOrphan: pick('house', 'nextActiveUpline', 'reassignPool'),
  };
}
