import { pauseImports } from '../../flows/import-start.ts';
import { pauseSamples } from '../../flows/sample-brand/open-sample.ts';

/** What whoever mounts the app must do when it ends: what works behind answers stops where it can be taken up again. */
export async function pauseWork(): Promise<void> {
  await Promise.all([pauseSamples(), pauseImports()]);
}
