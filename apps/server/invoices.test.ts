import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from './doctor.ts';
import { payoutShop } from './payouts.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);

const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF');

/** A shop in which bob, a business, asked for money. */
async function business(slug: string) {
  const opened = await shop(slug);
  await opened.ok('PATCH', '/people/ext:bob/payee', { kind: 'business', legalName: 'Bob Ltd' });
  await opened.sale('cat', 100);
  const { id } = await opened.ask('bob', 600);
  const attach = (bytes: Uint8Array, { key = opened.keys.owner, name = 'rechnung 7.pdf' } = {}) =>
    server.call('POST', `/withdrawals/${id}/invoice`, {
      key,
      raw: new Uint8Array(bytes),
      headers: { 'content-type': 'application/octet-stream', 'zihuan-file-name': encodeURIComponent(name) },
    });
  return { ...opened, id, attach, path: `/withdrawals/${id}/invoice` };
}

test('a business attaches its invoice and is paid without tax; the file is what it was, and who looked is on the record', async () => {
  const { ok, id, attach, path, refused, keys, slug } = await business('paper');
  assert.deepEqual(await refused('POST', `/withdrawals/${id}/approve`, {}, keys.operator), [409, 'withdrawal.invoiceNeeded']);
  assert.deepEqual(await refused('GET', path, undefined), [404, 'invoice.notFound']);
  const told = await attach(PDF, { name: '../发票 7.pdf' });
  assert.equal(told.status, 201, told.text);
  const { number, file } = told.body['invoice'] as { number: null; file: { name: string; type: string; bytes: number } };
  assert.deepEqual([number, file.name, file.type, file.bytes], [null, '.._发票 7.pdf', 'application/pdf', PDF.length]);
  const answer = await server.app.fetch(
    new Request(`http://127.0.0.1:7700/api/v1${path}`, { headers: { authorization: `Bearer ${keys.readonly}` } }),
    { address: '127.0.0.1' },
  );
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PDF);
  assert.deepEqual(
    ['content-type', 'x-content-type-options', 'content-security-policy', 'cache-control'].map((name) => answer.headers.get(name)),
    ['application/pdf', 'nosniff', "default-src 'none'; frame-ancestors 'none'", 'no-store'],
  );
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename\*=UTF-8''\.\._%E5%8F%91/);
  // Nothing of it can be read where it lies.
  const stored = await server.db.ownerTx((sql) =>
    sql.text<{ sealed: Buffer }>(
      'SELECT i.sealed FROM partners.invoice AS i JOIN identity.tenant AS t ON t.tenant_id = i.tenant_id WHERE t.slug = $1',
      [slug],
    ),
  );
  assert.ok(stored[0] && !stored[0].sealed.includes('Catalog'));
  const approved = await ok('POST', `/withdrawals/${id}/approve`, {}, keys.operator);
  assert.deepEqual([approved.body['state'], (approved.body['tax'] as { method: string }).method], ['approved', 'invoice']);
  assert.equal((await attach(PDF)).body['code'], 'withdrawal.wrongState');
  const isFound = async (): Promise<boolean> =>
    (await diagnose(server.db, slug)).findings.some((finding) => finding.id === 'S6.invoice' && !finding.ok);
  assert.equal(await isFound(), false);
  const { data } = (await ok('GET', '/audit')).as<{ data: { action: string }[] }>();
  assert.deepEqual(
    data.map((row) => row.action).filter((action) => action.startsWith('invoice.')),
    ['invoice.read', 'invoice.attached'],
  );
});

test('what is no invoice, does something, is too large or comes from the wrong hands is refused by name', async () => {
  const { attach, path, keys, refused, ok, ask, id } = await business('refused');
  const refusal = async (bytes: Uint8Array, key?: string) => {
    const told = await attach(bytes, key === undefined ? {} : { key });
    return [told.status, told.body['code']];
  };
  assert.deepEqual(await refusal(Buffer.from('MZ this is no invoice')), [422, 'invoice.invalid']);
  assert.deepEqual(await refusal(new Uint8Array()), [422, 'invoice.invalid']);
  assert.deepEqual(await refusal(Buffer.concat([PDF, Buffer.from('<< /S /JavaScript >>')])), [409, 'invoice.unsafe']);
  assert.deepEqual(await refusal(Buffer.concat([PDF, Buffer.alloc(5 * 1024 * 1024)])), [413, 'body.tooLarge']);
  assert.deepEqual(await refusal(PDF, keys.staff), [403, 'permission.denied']);
  assert.deepEqual(await refusal(PDF, keys.readonly), [403, 'permission.denied']);
  assert.deepEqual(await refused('GET', path, undefined, keys.staff), [403, 'permission.denied']);
  const other = await business('neighbour');
  assert.equal((await server.call('GET', path, { key: other.keys.owner })).status, 404);
  await ok('POST', `/withdrawals/${id}/reject`, { reason: 'later' });
  await ok('PATCH', '/people/ext:bob/payee', { kind: 'individual' });
  const again = await ask('bob', 100);
  const told = await server.call('POST', `/withdrawals/${again.id}/invoice`, {
    key: keys.owner,
    raw: new Uint8Array(PDF),
    headers: { 'content-type': 'application/octet-stream' },
  });
  assert.deepEqual([told.status, told.body['code']], [409, 'invoice.notAsked']);
});
