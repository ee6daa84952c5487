import { Image } from '@napi-rs/canvas';
import { buffer } from 'node:stream/consumers';
import { pictureSizes } from './sizes.ts';
import { render } from './render.ts';

// A process of its own: a decoder that a file brings down takes nobody with it.
const image = new Image();
image.src = await buffer(process.stdin);
await image.decode();
if (image.width === 0 || image.height === 0) process.exit(1);
const { width, height, files } = await render(image);
const head = Buffer.alloc(4 * (2 + pictureSizes.length));
for (const [i, value] of [width, height, ...pictureSizes.map((size) => files[size].length)].entries()) head.writeUInt32BE(value, 4 * i);
process.stdout.write(Buffer.concat([head, ...pictureSizes.map((size) => files[size])]));
