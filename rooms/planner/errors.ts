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

/** Only words that are in use are said. */
export function scriptNotLive(): DomainError {
  return new DomainError('script.notLive');
}

/** The script has no such version, or one that may not be said. */
export function scriptVersionUnknown(pointer: string): DomainError {
  return new DomainError('script.versionInvalid', { pointer });
}

/** No words that were said have this id. */
export function scriptUseNotFound(): DomainError {
  return new DomainError('scriptUse.notFound');
}

/** Nothing was said yet at a time to come. */
export function scriptUseLater(): DomainError {
  return new DomainError('scriptUse.invalid', { pointer: '/saidAt' });
}

/** While two versions are on trial, everybody hears the one the lot gave them. */
export function scriptTrialOther(version: number): DomainError {
  return new DomainError('scriptTrial.otherVersion', { version });
}

/** One trial of a script at a time. */
export function scriptTrialRunning(): DomainError {
  return new DomainError('scriptTrial.running');
}

/** Nothing is learned from a version against itself. */
export function scriptTrialSame(): DomainError {
  return new DomainError('scriptTrial.invalid', { pointer: '/versionB' });
}

/** A plan begins neither that long ago nor that far ahead. */
export function adoptionFromInvalid(facts: { least: string; most: string }): DomainError {
  return new DomainError('adoption.invalid', { ...facts, pointer: '/from' });
}

/** No scenario here has this id, or its design was taken away. */
export function scenarioNotFound(pointer?: string): DomainError {
  return new DomainError('scenario.notFound', pointer === undefined ? {} : { pointer });
}

/** Two scenarios of a design have two names. */
export function scenarioExists(name: string, pointer = '/name'): DomainError {
  return new DomainError('scenario.exists', { name, pointer });
}

/** A design holds so many scenarios. */
export function tooManyScenarios(most: number): DomainError {
  return new DomainError('scenario.tooMany', { most });
}

/** No diagnosis here has this id. */
export function diagnosisNotFound(pointer?: string): DomainError {
  return new DomainError('diagnosis.notFound', pointer === undefined ? {} : { pointer });
}

/** No task here has this id. */
export function taskNotFound(): DomainError {
  return new DomainError('task.notFound');
}

/** A task says what it is for: which design or diagnosis, and where in it. */
export function taskInvalid(pointer: string): DomainError {
  return new DomainError('task.invalid', { pointer });
}

/** Nobody of the staff here has this id. */
export function staffNotFound(pointer: string): DomainError {
  return new DomainError('staff.notFound', { pointer });
}
