export type InvoiceType = 'application/pdf' | 'image/png' | 'image/jpeg';

/** An invoice is a page or two: 5 MiB hold a good scan. */
export const LARGEST_INVOICE = 5 * 1024 * 1024;

const SIGNATURES: readonly (readonly [type: InvoiceType, bytes: Buffer])[] = [
  ['application/pdf', Buffer.from('%PDF-')],
  ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff])],
];

/** What a file is by its first bytes, whatever it is called; null = none of the kinds that are taken. */
export function invoiceTypeOf(bytes: Uint8Array): InvoiceType | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return SIGNATURES.find(([, signature]) => file.subarray(0, signature.length).equals(signature))?.[0] ?? null;
}

/** What a PDF can be told to do, or carry, besides showing pages (ISO 32000: actions, embedded files, rich media, forms of code). */
const ACTIVE = /\/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z])/;

/**
 * Whether a PDF holds anything that acts or hides: scripts, programs to start, files inside, also in its packed objects.
 * @param unpacked the text of a packed stream that begins these bytes; null when it cannot be looked into, and then it is not taken
 */
export function isActivePdf(bytes: Uint8Array, unpacked: (packed: Uint8Array) => string | null): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (ACTIVE.test(plain(text)) || /\/Encrypt(?![A-Za-z])/.test(plain(text))) return true;
  for (const [, head = '', start] of streamsOf(text)) {
    if (!/\/ObjStm(?![A-Za-z])/.test(plain(head))) continue;
    const objects = unpacked(bytes.subarray(start));
    if (objects === null || ACTIVE.test(plain(objects))) return true;
  }
  return false;
}

function* streamsOf(text: string): Generator<[string, string, number]> {
  const opening = /stream\r?\n/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    if (text.slice(match.index - 3, match.index) === 'end') continue;
    yield [match[0], text.slice(text.lastIndexOf(' obj', match.index) + 1, match.index), opening.lastIndex];
  }
}

/** Letters of names may be written as `#4A`. */
function plain(text: string): string {
  return text.replaceAll(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
