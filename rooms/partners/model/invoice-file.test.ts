import assert from 'node:assert/strict';
import { deflateSync, inflateSync } from 'node:zlib';
import { test } from 'node:test';
import { invoiceTypeOf, isActivePdf as isActive } from './invoice-file.ts';

const pdf = (body: string | Buffer): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from(body), Buffer.from('\n%%EOF')]);
const isActivePdf = (file: Uint8Array): boolean =>
  isActive(file, (bytes) => {
    try {
      return inflateSync(bytes).toString('latin1');
    } catch {
      return null;
    }
  });
const packed = (objects: string): Buffer => {
  const stream = deflateSync(Buffer.from(objects));
  return Buffer.concat([
    Buffer.from(`5 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length ${stream.length} >>\nstream\n`),
    stream,
    Buffer.from('\nendstream\nendobj'),
  ]);
};

test('a file is what its bytes say', () => {
  assert.equal(invoiceTypeOf(pdf('')), 'application/pdf');
  assert.equal(invoiceTypeOf(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])), 'image/png');
  assert.equal(invoiceTypeOf(Buffer.from([0xff, 0xd8, 0xff, 0xe0])), 'image/jpeg');
  for (const other of ['', 'MZ', '<html>', 'PK\x03\x04', ' %PDF-1.7', '<svg onload="x">', '#!/bin/sh']) {
    assert.equal(invoiceTypeOf(Buffer.from(other)), null, other);
  }
});

test('a PDF that only shows pages is taken', () => {
  const page =
    '1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>\nendobj\n4 0 obj\n<< /Length 3 >>\nstream\nBT \nendstream\nendobj';
  assert.equal(isActivePdf(pdf(page)), false);
  assert.equal(isActivePdf(pdf(packed('3 0 << /Type /Page /JSONLike 1 >>'))), false);
});

test('a PDF that acts or hides something is not, also where the name is written in hex or lies in a packed object', () => {
  for (const active of [
    '<< /S /JavaScript /JS (app.alert(1)) >>',
    '<< /S /J#61vaScript >>',
    '<< /S /Launch /F (cmd.exe) >>',
    '<< /Type /EmbeddedFile >>',
    '<< /Names << /EmbeddedFiles 7 0 R >> >>',
    '<< /Subtype /RichMedia >>',
    '<< /XFA 8 0 R >>',
    'trailer << /Encrypt 9 0 R >>',
  ]) {
    assert.equal(isActivePdf(pdf(active)), true, active);
  }
  assert.equal(isActivePdf(pdf(packed('3 0 << /S /JavaScript /JS (x) >>'))), true);
  assert.equal(isActivePdf(pdf('5 0 obj\n<< /Type /ObjStm >>\nstream\nnot packed at all\nendstream\nendobj')), true);
});
