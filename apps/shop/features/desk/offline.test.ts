import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type Taken } from './offline.ts';

const NOW = Date.parse('2026-03-01T04:00:00Z');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

async function signer() {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const verifyingKey = text(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
  const code = async (card: number, endsAt: number): Promise<string> => {
    const bytes = new Uint8Array(28);
    bytes.fill(card, 0, 16);
    new DataView(bytes.buffer).setUint32(16, endsAt / 1000);
    bytes.fill(Math.floor(Math.random() * 256), 20);
    return `z1.${text(bytes)}.${text(new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes)))}`;
  };
  return { code, lease: { id: 'lse', outlet: 'out', expiresAt: '2026-03-02T04:00:00Z', verifyingKey, codeSeconds: 60 } };
}

test('without a network a device takes a code its brand signed, in its minute, once a card and day, and only while it holds the lease', async () => {
  const { code, lease } = await signer();
  const other = await signer();
  const fresh = await code(7, NOW + 30_000);
  const at = (given: string, taken: readonly Taken[] = [], now = NOW, day = '2026-03-01') => judge(given, { lease, taken, now, day });
  const first = await at(fresh);
  assert.deepEqual(first, { verdict: 'good', card: '07'.repeat(16) });
  const taken = [{ code: fresh, lease: lease.id, card: first.card, day: '2026-03-01', acceptedAt: new Date(NOW).toISOString() }];
  const verdicts = [
    await at(fresh, taken),
    await at(await code(7, NOW + 40_000), taken),
    await at(await code(8, NOW + 40_000), taken),
    await at(await code(7, NOW + 86_400_000), taken, NOW, '2026-03-02'),
    await at(await code(7, NOW - 60_000)),
    await at(await other.code(7, NOW + 30_000)),
    await at(fresh.replace('z1.', 'z1.A')),
    await at('123456'),
    await at(await code(9, NOW + 3 * 86_400_000), [], NOW + 2 * 86_400_000),
  ];
  assert.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    ['used', 'used', 'good', 'good', 'over', 'unknown', 'unknown', 'unknown', 'leaseOver'],
  );
});
