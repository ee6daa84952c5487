import { openBytes, type ByteSource, type OpenBytes, type Progress } from './bytes.ts';
import { DelimitedSplitter } from './delimited.ts';
import { delimiterOf, detectForm } from './detect.ts';
import { Transcoder } from './encoding.ts';
import { JsonLines } from './json-lines.ts';
import type { FileFormat, RawRecord, ReadOptions } from './model.ts';
import { profileOf, type RecognisedForm } from './recognise.ts';
import { openWorkbook } from './xlsx.ts';
import { DomainError } from '../../../kit/errors/index.ts';

/** A file opened as a stream of records, its form known. */
export interface OpenRecords {
  /** Live: the encoding of a file that begins in ASCII may only show later. */
  readonly form: RecognisedForm;
  readonly records: AsyncGenerator<RawRecord[]>;
  readonly progress: Progress;
  readonly totalBytes: number | null;
  dispose(): Promise<void>;
}

/**
 * Opens a file of any form we read and finds out which it is.
 * @throws DomainError what `openBytes` throws; `import.encoding`; `import.format` when it is not of the format asked for
 */
export async function openRecords(source: ByteSource, options: ReadOptions): Promise<OpenRecords> {
  const asked = options.format ?? profileOf(options)?.format;
  const bytes = await openBytes(source);
  if (bytes.kind === 'zip') return openSheet(bytes, asked, options.sheet);
  try {
    if (asked === 'xlsx') throw new DomainError('import.format', { asked });
    return await openText(bytes, asked, options);
  } catch (error) {
    await bytes.chunks.return(undefined);
    throw error;
  }
}

async function openSheet(
  bytes: Extract<OpenBytes, { kind: 'zip' }>,
  asked: FileFormat | undefined,
  sheet: string | undefined,
): Promise<OpenRecords> {
  try {
    if (asked !== undefined && asked !== 'xlsx') throw new DomainError('import.format', { asked, found: 'xlsx' });
    const book = await openWorkbook(bytes.path, bytes.totalBytes, bytes.progress, sheet);
    const dispose = async () => {
      await book.dispose();
      await bytes.dispose();
    };
    const form: RecognisedForm = { format: 'xlsx', encoding: 'utf8', delimiter: null, headers: null };
    return { form, records: book.records(), progress: bytes.progress, totalBytes: bytes.totalBytes, dispose };
  } catch (error) {
    await bytes.dispose();
    throw error;
  }
}

async function openText(
  bytes: Extract<OpenBytes, { kind: 'text' }>,
  asked: FileFormat | undefined,
  options: ReadOptions,
): Promise<OpenRecords> {
  const transcoder = new Transcoder(options.encoding ?? 'auto');
  const first = await bytes.chunks.next();
  const sample = first.done ? Buffer.alloc(0) : transcoder.push(first.value);
  const detected = asked === undefined ? detectForm(sample) : { format: asked, delimiter: delimiterOf(asked, sample) };
  const splitter = detected.format === 'jsonl' ? new JsonLines() : new DelimitedSplitter(detected.delimiter ?? ',');
  async function* records(): AsyncGenerator<RawRecord[]> {
    try {
      yield* splitter.push(sample);
      for await (const chunk of bytes.chunks) yield* splitter.push(transcoder.push(chunk));
      yield* splitter.push(transcoder.end());
      yield* splitter.end();
    } finally {
      await bytes.chunks.return(undefined);
    }
  }
  const form = {
    format: detected.format,
    delimiter: detected.format === 'space' ? null : detected.delimiter,
    get encoding() {
      return transcoder.encoding ?? 'utf8';
    },
    get headers() {
      return splitter instanceof JsonLines ? splitter.headers.slice() : null;
    },
  };
  const dispose = async () => {
    await bytes.chunks.return(undefined);
  };
  return { form, records: records(), progress: bytes.progress, totalBytes: bytes.totalBytes, dispose };
}
