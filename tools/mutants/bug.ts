/** A fault that is planted: one place of one file, and who must notice. */
export interface Bug {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** parts of the paths of the tests that are to notice */
  readonly tests: string;
}
