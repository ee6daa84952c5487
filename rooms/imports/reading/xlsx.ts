import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import { DomainError } from '../../../kit/errors/index.ts';
import type { Progress } from './bytes.ts';
import { copied } from './copied.ts';
import { nulFault } from './delimited.ts';
import { plainNumber } from './json-lines.ts';
import { MAX_CELL_BYTES, MAX_COLUMNS, MAX_RECORD_BYTES, MAX_UNPACK_RATIO, UNPACK_RATIO_FROM_BYTES } from './limits.ts';
import type { RawRecord, RecordFault } from './model.ts';
import { DateStyles, dateOfSerial } from './xlsx-styles.ts';
import { SharedStrings } from './xlsx-strings.ts';

const STRINGS_IN_MEMORY_BYTES = 24 * 1024 * 1024;
const MAX_MEMBERS = 20_000;
const MAX_SHEETS = 1_000;
const RECORDS_AT_ONCE = 1_000;
/** Characters between two things an XML reader can tell us; more is made to fill the memory. */
const MAX_XML_SILENCE = 4_000_000;
const MAX_XML_DEPTH = 64;

/** A workbook opened at one sheet. */
export interface Workbook {
  readonly sheet: string;
  records(): AsyncGenerator<RawRecord[]>;
  dispose(): Promise<void>;
}

/**
 * Opens a workbook lying on disk. Formula cells give the value Excel stored with them, dates (by their number format) ISO text,
 * other numbers plain decimals. Nothing is held but the shared strings, and those within a budget.
 * @param wanted name of the sheet; the first one when undefined
 * @throws DomainError `import.unreadable`, `import.zipBomb`, `import.unknownSheet`
 */
export async function openWorkbook(path: string, totalBytes: number, progress: Progress, wanted: string | undefined): Promise<Workbook> {
  const archive = await Archive.open(path);
  const strings = new SharedStrings(STRINGS_IN_MEMORY_BYTES);
  const dispose = async () => {
    strings.dispose();
    archive.close();
  };
  try {
    const book = await readBook(archive);
    const chosen = wanted === undefined ? book.sheets[0] : book.sheets.find((sheet) => sheet.name.trim() === wanted.trim());
    if (chosen === undefined) {
      throw new DomainError('import.unknownSheet', {
        sheet: wanted ?? null,
        sheets: book.sheets.slice(0, 50).map((s) => s.name),
      });
    }
    const styles = await readStyles(archive);
    await readStrings(archive, strings);
    const sheetXml = archive.required(chosen.member);
    const context = { strings, styles, is1904: book.is1904 };
    return {
      sheet: chosen.name,
      records: () => sheetRecords(archive, sheetXml, context, (share) => (progress.bytesRead = Math.round(totalBytes * share))),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw asRefusal(error);
  }
}

/** The members of a zip archive by name, with what makes a bomb refused at the door. */
class Archive {
  readonly #zip: yauzl.ZipFile;
  readonly #members: Map<string, yauzl.Entry>;

  private constructor(zip: yauzl.ZipFile, members: Map<string, yauzl.Entry>) {
    this.#zip = zip;
    this.#members = members;
  }

  static async open(path: string): Promise<Archive> {
    const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
      yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, file) => (error ? reject(asRefusal(error)) : resolve(file)));
    });
    const members = new Map<string, yauzl.Entry>();
    try {
      await new Promise<void>((resolve, reject) => {
        zip.on('error', reject);
        zip.on('end', resolve);
        zip.on('entry', (entry: yauzl.Entry) => {
          const isBomb =
            entry.uncompressedSize > UNPACK_RATIO_FROM_BYTES && entry.uncompressedSize > entry.compressedSize * MAX_UNPACK_RATIO;
          if (isBomb)
            return reject(
              new DomainError('import.zipBomb', {
                member: entry.fileName.slice(0, 200),
                unpackedBytes: entry.uncompressedSize,
              }),
            );
          if (members.size >= MAX_MEMBERS) return reject(new DomainError('import.zipBomb', { members: zip.entryCount }));
          members.set(entry.fileName.toLowerCase(), entry);
          zip.readEntry();
        });
        zip.readEntry();
      });
    } catch (error) {
      zip.close();
      throw asRefusal(error);
    }
    return new Archive(zip, members);
  }

  find(name: string): yauzl.Entry | null {
    return this.#members.get(name.toLowerCase()) ?? null;
  }

  required(name: string): yauzl.Entry {
    const entry = this.find(name);
    if (entry === null) throw new DomainError('import.unreadable', { looksLike: 'zip' });
    return entry;
  }

  stream(entry: yauzl.Entry): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
    });
  }

  close(): void {
    this.#zip.close();
  }
}

interface XmlListener {
  open?(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
  /** After each piece of the document, with the share of it read so far. */
  piece?(share: number): RawRecord[] | null;
}

/** Feeds a member to a listener; yields what the listener hands over after a piece. Names come without their prefix. */
async function* xmlEvents(archive: Archive, entry: yauzl.Entry, listener: XmlListener): AsyncGenerator<RawRecord[]> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const decoder = new TextDecoder('utf-8');
  let silence = 0;
  let depth = 0;
  const failures: Error[] = [];
  parser.on('error', (error) => failures.push(error));
  parser.on('doctype', () => failures.push(new Error('doctype')));
  parser.on('opentag', (tag) => {
    silence = 0;
    if (++depth > MAX_XML_DEPTH) failures.push(new Error('too deep'));
    listener.open?.(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    silence = 0;
    depth--;
    listener.close?.(localName(tag.name));
  });
  parser.on('text', (text) => {
    silence = 0;
    listener.text?.(text);
  });
  const stream = await archive.stream(entry);
  let read = 0;
  try {
    for await (const chunk of stream) {
      const bytes = chunk as Buffer;
      read += bytes.length;
      silence += bytes.length;
      parser.write(decoder.decode(bytes, { stream: true }));
      if (silence > MAX_XML_SILENCE) throw new DomainError('import.zipBomb', { member: entry.fileName });
      if (failures.length > 0) throw new DomainError('import.unreadable', { looksLike: 'damaged xlsx' });
      const records = listener.piece?.(entry.uncompressedSize === 0 ? 1 : read / entry.uncompressedSize) ?? null;
      if (records !== null) yield records;
    }
    parser.close();
    if (failures.length > 0) throw new DomainError('import.unreadable', { looksLike: 'damaged xlsx' });
  } catch (error) {
    throw asRefusal(error);
  } finally {
    stream.destroy();
  }
}

async function readXml(archive: Archive, entry: yauzl.Entry, listener: XmlListener): Promise<void> {
  for await (const _ of xmlEvents(archive, entry, listener));
}

interface Book {
  sheets: { name: string; member: string }[];
  is1904: boolean;
}

async function readBook(archive: Archive): Promise<Book> {
  const targets = new Map<string, string>();
  await readXml(archive, archive.required('xl/_rels/workbook.xml.rels'), {
    open(name, attributes) {
      if (name === 'Relationship' && targets.size < MAX_SHEETS * 4) targets.set(attributes.Id ?? '', attributes.Target ?? '');
    },
  });
  const book: Book = { sheets: [], is1904: false };
  await readXml(archive, archive.required('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') book.is1904 = attributes.date1904 === '1' || attributes.date1904 === 'true';
      if (name !== 'sheet' || book.sheets.length >= MAX_SHEETS) return;
      const target = targets.get(attributes['r:id'] ?? attributes.id ?? '') ?? '';
      const member = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      if (archive.find(member) !== null && !target.includes('chartsheet')) book.sheets.push({ name: attributes.name ?? '', member });
    },
  });
  return book;
}

async function readStyles(archive: Archive): Promise<DateStyles> {
  const styles = new DateStyles();
  const entry = archive.find('xl/styles.xml');
  if (entry === null) return styles;
  let isInCells = false;
  await readXml(archive, entry, {
    open(name, attributes) {
      if (name === 'numFmt') styles.addFormat(Number(attributes.numFmtId), attributes.formatCode ?? '');
      if (name === 'cellXfs') isInCells = true;
      if (name === 'xf' && isInCells) styles.addCellStyle(Number(attributes.numFmtId ?? 0));
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return styles;
}

async function readStrings(archive: Archive, strings: SharedStrings): Promise<void> {
  const entry = archive.find('xl/sharedStrings.xml');
  if (entry === null) return;
  let text = '';
  let isText = false;
  let isPhonetic = false;
  await readXml(archive, entry, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') isPhonetic = true;
      isText = name === 't' && !isPhonetic;
    },
    text(piece) {
      // One character beyond the limit is kept, so that the cell is refused rather than cut.
      if (isText && text.length <= MAX_CELL_BYTES) text += piece;
    },
    close(name) {
      isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name === 'si') strings.push(unescaped(text));
    },
  });
  strings.seal();
}

interface SheetContext {
  strings: SharedStrings;
  styles: DateStyles;
  is1904: boolean;
}

async function* sheetRecords(
  archive: Archive,
  entry: yauzl.Entry,
  context: SheetContext,
  onShare: (share: number) => void,
): AsyncGenerator<RawRecord[]> {
  const reader = new SheetReader(context);
  const listener: XmlListener = {
    open: (name, attributes) => reader.open(name, attributes),
    close: (name) => reader.close(name),
    text: (text) => reader.text(text),
    piece(share) {
      onShare(share);
      return reader.size >= RECORDS_AT_ONCE ? reader.take() : null;
    },
  };
  yield* xmlEvents(archive, entry, listener);
  yield reader.take();
}

class SheetReader {
  readonly #context: SheetContext;
  #records: RawRecord[] = [];
  #heldChars = 0;
  #row = 0;
  #column = -1;
  #cells: string[] = [];
  #fault: RecordFault | null = null;
  #rowChars = 0;
  #type = '';
  #style: string | undefined;
  #value = '';
  #isValue = false;
  #isPhonetic = false;

  constructor(context: SheetContext) {
    this.#context = context;
  }

  /** Rises with the rows held and with the text in them. */
  get size(): number {
    return this.#records.length + this.#heldChars / 1000;
  }

  take(): RawRecord[] {
    const records = this.#records;
    this.#records = [];
    this.#heldChars = 0;
    return records;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'c') {
      const named = columnOf(attributes.r);
      this.#column = named ?? this.#column + 1;
      this.#type = attributes.t ?? 'n';
      this.#style = attributes.s;
      this.#value = '';
    } else if (name === 'row') {
      const said = Number(attributes.r);
      this.#row = Number.isInteger(said) && said > 0 ? said : this.#row + 1;
      this.#cells = [];
      this.#fault = null;
      this.#rowChars = 0;
      this.#column = -1;
    } else if (name === 'rPh') this.#isPhonetic = true;
    this.#isValue = name === 'v' || (name === 't' && !this.#isPhonetic);
  }

  text(text: string): void {
    if (this.#isValue && this.#value.length <= MAX_CELL_BYTES) this.#value += text;
  }

  close(name: string): void {
    this.#isValue = false;
    if (name === 'rPh') this.#isPhonetic = false;
    if (name === 'c') this.#endCell();
    if (name === 'row') this.#endRow();
  }

  #endCell(): void {
    if (this.#value === '') return;
    if (this.#column >= MAX_COLUMNS) {
      this.#fault ??= { reason: 'row.tooManyCells', column: null, value: String(this.#column + 1) };
      return;
    }
    const text = this.#cellText();
    this.#rowChars += text.length;
    if (text.length > MAX_CELL_BYTES) {
      this.#fault ??= { reason: 'cell.tooLarge', column: this.#column, value: text.slice(0, 200) };
    } else if (this.#rowChars > MAX_RECORD_BYTES) {
      this.#fault ??= { reason: 'row.tooLarge', column: null, value: text.slice(0, 200) };
    } else {
      while (this.#cells.length < this.#column) this.#cells.push('');
      this.#cells[this.#column] = text;
    }
  }

  #endRow(): void {
    if (this.#cells.every((cell) => cell.trim() === '') && this.#fault === null) return;
    this.#heldChars += Math.min(this.#rowChars, MAX_RECORD_BYTES);
    this.#records.push({ row: this.#row, cells: this.#cells, fault: this.#fault ?? nulFault(this.#cells) });
    this.#cells = [];
  }

  #cellText(): string {
    const value = this.#value;
    switch (this.#type) {
      case 's':
        return this.#context.strings.at(Number(value)) ?? '';
      case 'b':
        return value === '1' ? 'TRUE' : 'FALSE';
      case 'n': {
        const number = Number(value);
        if (value.length > 400 || !Number.isFinite(number)) return value;
        if (this.#context.styles.isDate(this.#style)) return dateOfSerial(number, this.#context.is1904) ?? value;
        return plainNumber(number);
      }
      default:
        return copied(this.#type === 'd' || this.#type === 'e' ? value : unescaped(value));
    }
  }
}

/** `BC12` → 54; undefined when a cell does not say where it stands. */
function columnOf(reference: string | undefined): number | undefined {
  if (reference === undefined) return undefined;
  let column = 0;
  for (let i = 0; i < reference.length && i < 8; i++) {
    const code = reference.charCodeAt(i) & ~0x20;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column === 0 ? undefined : column - 1;
}

/** ECMA-376 §22.9.2.19: characters XML cannot carry are written `_x0000_`. */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Whatever a damaged archive makes its readers throw is the file's fault. */
function asRefusal(error: unknown): DomainError {
  if (error instanceof TypeError) throw error;
  return error instanceof DomainError ? error : new DomainError('import.unreadable', { looksLike: 'damaged xlsx' });
}
