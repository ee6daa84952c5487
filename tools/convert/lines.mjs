import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { createGunzip } from 'node:zlib';

/** The lines of a text file, unpacked when its name ends in .gz. */
export async function* linesOf(path) {
  await stat(path);
  const bytes = createReadStream(path);
  const input = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield line;
  }
}

/** Cells of a CSV line whose quoted cells hold no quotes and no line ends, as in the files converted here. */
export function cellsOf(line) {
  return [...line.matchAll(/(?:"([^"]*)"|([^,]*))(?:,|$)/g)].slice(0, -1).map(([, quoted, bare]) => quoted ?? bare);
}

/**
 * Runs a conversion when its file is the program: writes `person,referrer,at` lines to stdout, in step with whoever reads them.
 * @param {string} url `import.meta.url` of the program
 * @param {(folder: string) => AsyncIterable<string>} referrals
 */
export async function runAsProgram(url, referrals) {
  if (process.argv[1] === undefined || url !== pathToFileURL(process.argv[1]).href) return;
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write(`usage: node ${process.argv[1]} FOLDER > referrals.csv\n`);
    process.exitCode = 2;
    return;
  }
  // A reader that has seen enough closes the pipe; that is no failure.
  process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    for await (const line of referrals(folder)) {
      if (!process.stdout.write(`${line}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
