/** What was run so far. Checks and tests count alike; the last line of `npm test` is made from it. */
export class Tally {
  passed = 0;
  failed = 0;

  add(result: { passed: number; failed: number }): void {
    this.passed += result.passed;
    this.failed += result.failed;
  }

  /** Nothing run is a failure: it has shown nothing. */
  get isGood(): boolean {
    return this.failed === 0 && this.passed > 0;
  }

  /** The one line that scripts read. */
  toString(): string {
    return `${this.passed} passed, ${this.failed} failed`;
  }
}

/** One line per check or test file: `ok   name … 1.2 s`. Durations are in milliseconds. */
export function suiteLine(isGood: boolean, name: string, detail: string, milliseconds: number): string {
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
  return `${isGood ? 'ok  ' : 'FAIL'} ${name}${detail ? `  ${detail}` : ''}  ${seconds}\n`;
}
