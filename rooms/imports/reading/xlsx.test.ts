import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import yazl from 'yazl';
import { SharedStrings } from './xlsx-strings.ts';
import { dateOfSerial, isDateFormat } from './xlsx-styles.ts';
import { pieces, readAll } from './testing.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** A workbook from the XML of its sheets and shared strings. */
async function workbook(sheets: Record<string, string>, strings: string[] = [], extra: Record<string, string> = {}): Promise<Buffer> {
  const names = Object.keys(sheets);
  const members: Record<string, string> = {
    'xl/workbook.xml': `<workbook><workbookPr/><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names.map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; h:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    'xl/sharedStrings.xml': `<sst>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    ...Object.fromEntries(
      names.map((name, i) => [`xl/worksheets/sheet${i + 1}.xml`, `<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`]),
    ),
    ...extra,
  };
  const zip = new yazl.ZipFile();
  for (const [path, content] of Object.entries(members)) zip.addBuffer(Buffer.from(XML + content), path);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const HEADER =
  '<row r="1"><c r="A1" t="inlineStr"><is><t>order</t></is></c><c r="B1" t="inlineStr"><is><t>at</t></is></c><c r="C1" t="inlineStr"><is><t>amount</t></is></c><c r="D1" t="inlineStr"><is><t>product name</t></is></c></row>';

test('a sheet is read: shared, rich and inline texts, dates by their format, formulas by their stored value', async () => {
  const sheet = `${HEADER}
    <row r="3"><c r="A3"><v>1</v></c><c r="B3" s="1"><v>45292</v></c><c r="C3"><v>94.700000000000003</v></c><c r="D3" t="s"><v>0</v></c></row>
    <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" s="2"><v>45292.5</v></c><c r="C4"><f>1+1</f><v>2</v></c></row>
    <row r="5"><c r="A5"><v>1.2345E+3</v></c><c r="B5" t="str"><f>T("x")</f><v>2024-01-03</v></c><c r="C5"><v>5.0000000000000003E-2</v></c></row>
    <row r="6"><c r="A6" t="e"><v>#N/A</v></c><c r="B6" s="1"><v>45292</v></c><c r="C6" t="b"><v>1</v></c></row>
    <row r="7"><c r="D7"/></row>`;
  const file = await workbook({ Orders: sheet }, [
    '<r><t>热</t></r><r><t xml:space="preserve"> 茶</t></r><rPh><t>cha</t></rPh>',
    '<t>A&amp;B_x0041_</t>',
  ]);
  const { recognition, rows, rejects } = await readAll(pieces(file), { as: 'orders' });
  assert.deepEqual([recognition.format, recognition.delimiter], ['xlsx', null]);
  assert.deepEqual(
    rows.map(({ row, order, at, amount, productName }) => [row, order, at, amount, productName]),
    [
      [3, '1', Date.UTC(2023, 11, 31, 16), 9470n, '热 茶'],
      [4, 'A&BA', Date.UTC(2024, 0, 1, 4), 200n, null],
      [5, '1234.5', Date.UTC(2024, 0, 2, 16), 5n, null],
    ],
  );
  assert.deepEqual(rejects, [{ row: 6, column: 'amount', value: 'TRUE', reason: 'amount.notANumber' }]);
});

test('a sheet is chosen by name, the first one when none is named', async () => {
  const row = (order: string) =>
    `${HEADER}<row><c t="inlineStr"><is><t>${order}</t></is></c><c t="inlineStr"><is><t>2024-01-01</t></is></c><c><v>1</v></c></row>`;
  const file = await workbook({ One: row('a'), Two: row('b') });
  assert.equal((await readAll(pieces(file), { as: 'orders' })).rows[0]?.order, 'a');
  assert.equal((await readAll(pieces(file), { as: 'orders', sheet: 'Two' })).rows[0]?.order, 'b');
  await assert.rejects(readAll(pieces(file), { as: 'orders', sheet: 'Three' }), {
    code: 'import.unknownSheet',
  });
});

test('a workbook is known by its bytes, whatever its name, and a file that only claims to be one is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zihuan-test-'));
  try {
    const path = join(folder, 'orders.csv');
    await writeFile(path, await workbook({ One: HEADER }));
    assert.equal((await readAll(path, { as: 'orders' })).recognition.format, 'xlsx');
    await assert.rejects(readAll(path, { as: 'orders', format: 'csv' }), { code: 'import.format' });
  } finally {
    await rm(folder, { recursive: true });
  }
  await assert.rejects(readAll(pieces('order,at,amount\n'), { as: 'orders', format: 'xlsx' }), {
    code: 'import.format',
  });
  await assert.rejects(readAll(pieces('PK\u0003\u0004 not a zip at all'), { as: 'orders' }), {
    code: 'import.unreadable',
  });
  const broken = await workbook({ One: `${HEADER}<row><c>` });
  await assert.rejects(readAll(pieces(broken), { as: 'orders' }), { code: 'import.unreadable' });
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from('a,b\n'), 'a.csv');
  zip.end();
  const plain: Buffer[] = [];
  for await (const chunk of zip.outputStream) plain.push(chunk as Buffer);
  await assert.rejects(readAll(pieces(Buffer.concat(plain)), { as: 'orders' }), {
    code: 'import.unreadable',
  });
});

test('a bomb is refused at the door', async () => {
  const file = await workbook({ One: `${HEADER}${'<row></row>'.repeat(3_000_000)}` });
  await assert.rejects(readAll(pieces(file), { as: 'orders' }), { code: 'import.zipBomb' });
});

test('columns beyond the limit refuse a header and reject a row, a NUL rejects its row', async () => {
  const cells = '<c r="AAA2" t="inlineStr"><is><t>x</t></is></c><c r="XFD2" t="inlineStr"><is><t>x</t></is></c>';
  const wide = await workbook({ One: HEADER.replace('</row>', `${cells.replaceAll('2"', '1"')}</row>`) });
  await assert.rejects(readAll(pieces(wide), { as: 'orders' }), { code: 'import.tooManyColumns' });
  const nul = '<row r="3"><c r="A3" t="inlineStr"><is><t>a_x0000_b</t></is></c></row>';
  const { rejects } = await readAll(pieces(await workbook({ One: `${HEADER}<row r="2">${cells}</row>${nul}` })), { as: 'orders' });
  assert.deepEqual(
    rejects.map(({ row, reason }) => [row, reason]),
    [
      [2, 'row.tooManyCells'],
      [3, 'cell.nul'],
    ],
  );
});

test('entities of a document type are not expanded', async () => {
  const file = await workbook({ One: HEADER }, [], {
    'xl/styles.xml': '<!DOCTYPE x [<!ENTITY a "aaaa">]><styleSheet>&a;</styleSheet>',
  });
  await assert.rejects(readAll(pieces(file), { as: 'orders' }), { code: 'import.unreadable' });
});

test('shared strings beyond the budget are read back from disk', () => {
  const strings = new SharedStrings(20_000);
  for (let i = 0; i < 5_000; i++) strings.push(`text 文 ${i}`);
  strings.seal();
  try {
    for (const i of [0, 4_999, 255, 256, 2_500, 0, 4_999]) assert.equal(strings.at(i), `text 文 ${i}`);
    assert.equal(strings.at(5_000), null);
    assert.equal(strings.at(-1), null);
    assert.equal(strings.at(0.5), null);
  } finally {
    strings.dispose();
  }
});

test('serials are the days Excel shows', () => {
  assert.equal(dateOfSerial(25_569, false), '1970-01-01');
  assert.equal(dateOfSerial(45_292.999_994_212_96, false), '2024-01-01 23:59:59');
  assert.equal(dateOfSerial(43_830, true), '2024-01-01');
  assert.equal(dateOfSerial(-1, false), null);
  assert.equal(dateOfSerial(Number.NaN, false), null);
  assert.deepEqual(['yyyy/m/d', 'dd-mmm', 'General', '#,##0.00 "day"', '[h]:mm:ss', '[Red]0', '0.00\\d'].map(isDateFormat), [
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
