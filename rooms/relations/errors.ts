import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';

/** Nobody here has this id; the same for ids of other brands. `pointer` names the place in the body that held it. */
export function personNotFound(pointer?: string): DomainError {
  return new DomainError('person.notFound', pointer === undefined ? {} : { pointer });
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

/** Why an introduction was not made: the person introduces themselves, has a referrer, or stands above the referrer. */
export function referralRefused(
  reason: 'self' | 'second' | 'cycle',
  facts: { person: Uuid; referrer: Uuid; standing?: Uuid },
): DomainError {
  return new DomainError(`referral.${reason}`, {
    person: publicId('person', facts.person),
    referrer: publicId('person', facts.referrer),
    ...(facts.standing === undefined ? {} : { standing: publicId('person', facts.standing) }),
  });
}
