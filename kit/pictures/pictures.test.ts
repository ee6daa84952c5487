import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import fc from 'fast-check';
import { pictureHeader } from './header.ts';
import { redraw } from './index.ts';
import { pictureSizes, shrunk } from './sizes.ts';

const canvas = createCanvas(400, 300);
const pen = canvas.getContext('2d');
pen.fillStyle = '#d02020';
pen.fillRect(0, 0, 200, 300);
pen.fillStyle = '#2020d0';
pen.fillRect(200, 0, 200, 300);
const kinds = { jpeg: await canvas.encode('jpeg', 90), png: await canvas.encode('png'), webp: await canvas.encode('webp', 90) };

/** A JPEG that says how it was held, where it was taken, and carries a program. */
function held(jpeg: Buffer, orientation: number): Buffer {
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0'),
    Buffer.from('4d4d002a0000000800010112000300000001', 'hex'),
    Buffer.from([0, orientation, 0, 0, 0, 0, 0, 0]),
    Buffer.from('GPS 31.2304 N <script>alert(1)</script>'),
  ]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, exif, jpeg.subarray(2)]);
}

async function refusal(bytes: Uint8Array): Promise<string> {
  return await redraw(bytes).then(
    () => 'taken',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

async function colourAt(file: Buffer, x: number, y: number): Promise<'red' | 'blue' | 'other'> {
  const image = await loadImage(file);
  const seen = createCanvas(image.width, image.height);
  seen.getContext('2d').drawImage(image, 0, 0);
  const [r = 0, , b = 0] = seen.getContext('2d').getImageData(Math.floor(x * image.width), Math.floor(y * image.height), 1, 1).data;
  return r > 150 && b < 100 ? 'red' : b > 150 && r < 100 ? 'blue' : 'other';
}

test('a picture is what its bytes say, measured before it is drawn', () => {
  for (const [kind, file] of Object.entries(kinds)) {
    assert.deepEqual(pictureHeader(file), { type: `image/${kind}`, width: 400, height: 300, isWhole: true });
    assert.deepEqual(
      pictureHeader(Buffer.concat([file, Buffer.from('PK\x03\x04<html>')])),
      pictureHeader(file),
      `${kind} with more behind it`,
    );
    for (const share of [0.5, 0.9]) {
      const cut = pictureHeader(file.subarray(0, Math.floor(file.length * share)));
      assert.equal(cut?.isWhole ?? false, false, `${kind} cut at ${share}`);
    }
  }
  for (const text of ['', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF89a', '%PDF-1.7', 'RIFF\0\0\0\0WEBPjunk', '\xff\xd8\xff']) {
    assert.equal(pictureHeader(Buffer.from(text, 'latin1')), null, text);
  }
});

test('whatever the bytes, reading a header ends and says nothing it did not read', () => {
  const starts = Object.values(kinds).map((file) => file.subarray(0, 40));
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.nat(40), fc.uint8Array({ maxLength: 400 }), (start, at, noise) => {
      const header = pictureHeader(Buffer.concat([start.subarray(0, at), noise]));
      assert.ok(header === null || (header.width >= 0 && header.height >= 0));
    }),
  );
});

test('a picture is drawn anew in three sizes, upright, and nothing else of its file comes along', async () => {
  for (const [orientation, [left, right]] of [
    [1, ['red', 'blue']],
    [3, ['blue', 'red']],
  ] as const) {
    const { width, height, files } = await redraw(Buffer.concat([held(kinds.jpeg, orientation), Buffer.from('PK\x03\x04 a second file')]));
    assert.deepEqual([width, height], [400, 300]);
    for (const size of pictureSizes) {
      const file = files[size];
      assert.deepEqual(pictureHeader(file), { type: 'image/webp', ...shrunk({ width, height }, size), isWhole: true });
      assert.deepEqual([await colourAt(file, 0.1, 0.5), await colourAt(file, 0.9, 0.5)], [left, right], `held ${orientation}`);
      for (const word of ['GPS', 'script', 'Exif', 'second']) assert.ok(!file.includes(word), word);
    }
  }
  const turned = await redraw(held(kinds.jpeg, 6));
  assert.deepEqual([turned.width, turned.height, await colourAt(turned.files[960], 0.5, 0.1)], [300, 400, 'red']);
});

test('what is no picture, claims too much, is cut off or brings its decoder down is refused, and the next one is drawn', async () => {
  const huge = Buffer.from(kinds.png);
  huge.writeUInt32BE(30_000, 16);
  huge.writeUInt32BE(30_000, 20);
  assert.equal(await refusal(huge), 'picture.tooLarge');
  assert.equal(await refusal(Buffer.from('<svg onload="alert(1)"/>')), 'picture.invalid');
  assert.equal(await refusal(new Uint8Array()), 'picture.invalid');
  for (const file of Object.values(kinds)) assert.match(await refusal(file.subarray(0, file.length >> 1)), /picture\.(broken|invalid)/);
  // Whole by its parts and rotten inside: decoding it in this process would end this process.
  const rotten = Buffer.from(kinds.png);
  rotten.fill(0xaa, 41, rotten.length - 20);
  assert.match(await refusal(rotten), /taken|picture\.broken/);
  const claims = Buffer.from(kinds.png);
  claims.writeUInt32BE(6_000, 16);
  assert.equal(await refusal(claims), 'picture.broken');
  assert.equal((await Promise.all(Array.from({ length: 5 }, () => redraw(kinds.webp)))).length, 5);
});
