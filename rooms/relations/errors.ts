import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';

/** Nobody here has this id; the same for ids of other brands. `pointer` names the place in the body that held it. */
export function personNotFound(pointer?: string): DomainError {
  return new DomainError('person.notFound', pointer === undefined ? {} : { pointer });
}

/** Who they were is gone, on request: nothing more can be bound to them. */
export function personErased(personId: Uuid): DomainError {
  return new DomainError('person.erased', { person: publicId('person', personId) });
}

/** The external id belongs to a person with other content. */
export function personExists(externalId: string, personId: Uuid): DomainError {
  return new DomainError('person.exists', { externalId, person: publicId('person', personId) });
}

/** A phone number or address belongs to somebody else: merge the two, or correct one. */
export function identityTaken(kind: string, personId: Uuid): DomainError {
  return new DomainError('identity.taken', {
    kind,
    person: publicId('person', personId),
    pointer: `/${kind}`,
  });
}

/** Why an introduction was not made: the person introduces themselves, has a referrer, stands above the referrer, or the referrer's rest. */
export function referralRefused(
  reason: 'self' | 'second' | 'cycle' | 'paused',
  facts: { person: Uuid; referrer: Uuid; standing?: Uuid },
): DomainError {
  return new DomainError(`referral.${reason}`, {
    person: publicId('person', facts.person),
    referrer: publicId('person', facts.referrer),
    ...(facts.standing === undefined ? {} : { standing: publicId('person', facts.standing) }),
  });
}

/** Why an attribution was not changed by hand: to the person themselves, closing a ring, or for a time that has passed. */
export function attributionRefused(
  reason: 'self' | 'cycle' | 'backdated',
  facts: { person: Uuid; object?: Uuid; at?: number },
): DomainError {
  return new DomainError(`attribution.${reason}`, {
    person: publicId('person', facts.person),
    ...(facts.object === undefined ? {} : { object: publicId('person', facts.object) }),
    ...(facts.at === undefined ? {} : { effectiveAt: new Date(facts.at).toISOString() }),
  });
}

/** Why a partner was not put under another. */
export function sponsorshipRefused(
  reason: 'self' | 'cycle' | 'notPartner',
  facts: { person: Uuid; sponsor: Uuid; who?: Uuid },
): DomainError {
  return new DomainError(`sponsorship.${reason}`, {
    person: publicId('person', facts.person),
    sponsor: publicId('person', facts.sponsor),
    ...(facts.who === undefined ? {} : { who: publicId('person', facts.who) }),
  });
}

/** No open link of this brand has this code. */
export function linkNotFound(): DomainError {
  return new DomainError('link.notFound');
}

/** Nobody entered this sum here; the same for sums of other brands. */
export function spendNotFound(): DomainError {
  return new DomainError('spend.notFound');
}

/** Some of these days are counted already for this source and campaign: each would count twice. */
export function spendOverlaps(pointer: string, standing: { spendId: Uuid; from: string; to: string; amount: bigint }): DomainError {
  const { spendId, from, to, amount } = standing;
  return new DomainError('spend.overlaps', { pointer, spend: publicId('spend', spendId), from, to, amount });
}

/** Another entry stands for it since: that one can be corrected. */
export function spendCorrected(by: Uuid): DomainError {
  return new DomainError('spend.corrected', { spend: publicId('spend', by) });
}
