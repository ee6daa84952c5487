import { DomainError } from '../../kit/errors/index.ts';

/** No design here has this id; the same for those of other brands and those that were taken away. */
export function designNotFound(pointer?: string): DomainError {
  return new DomainError('design.notFound', pointer === undefined ? {} : { pointer });
}

/** Somebody else saved it meanwhile: what was sent is not written, what stands there stays. */
export function designChanged(version: number): DomainError {
  return new DomainError('design.changed', { version });
}

/** The brand lives by it. */
export function designAdopted(): DomainError {
  return new DomainError('design.adopted');
}

export function scriptNotFound(): DomainError {
  return new DomainError('script.notFound');
}

/** Somebody else wrote its next version meanwhile. */
export function scriptChanged(version: number): DomainError {
  return new DomainError('script.changed', { version });
}

/** It says what nobody may say, so it cannot be live. */
export function scriptClaims(words: readonly string[]): DomainError {
  return new DomainError('script.claims', { words });
}

/** A plan begins neither that long ago nor that far ahead. */
export function adoptionFromInvalid(facts: { least: string; most: string }): DomainError {
  return new DomainError('adoption.invalid', { ...facts, pointer: '/from' });
}
