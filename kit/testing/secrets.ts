import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { keepSecretsIn } from '../secrets/index.ts';

/** A key for secrets in a folder of its own, gone after the last test of the file. Called once, at its top. */
export function keepTestSecrets(): void {
  const folder = mkdtempSync(join(tmpdir(), 'zihuan-secrets-'));
  keepSecretsIn(folder);
  after(() => rmSync(folder, { recursive: true }));
}
