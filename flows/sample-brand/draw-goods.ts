import { createCanvas, type Canvas, type SKRSContext2D as Pen } from '@napi-rs/canvas';
import { seeded } from '../../kit/random/index.ts';

/** How a thing of the sample brand looks. */
export type Look =
  | {
      readonly kind: 'cup';
      readonly ground: string;
      readonly liquid: readonly string[];
      readonly in?: 'pearls' | 'fruit' | 'jelly';
      readonly cap?: string;
      readonly isSmall?: boolean;
    }
  | { readonly kind: 'mug'; readonly ground: string; readonly liquid: string }
  | { readonly kind: 'buns' | 'squares'; readonly ground: string }
  | { readonly kind: 'jar'; readonly ground: string; readonly liquid: string; readonly in: 'nuts' | 'lemon' }
  | { readonly kind: 'box'; readonly ground: string; readonly paper: string; readonly ribbon: string; readonly pieces?: number }
  | { readonly kind: 'tins'; readonly ground: string; readonly paper: string };

const SIZE = 960;
const MIDDLE = SIZE / 2;
const FLOOR = 770;
const NEAR = 1.24;

/** The pictures of the sample brand, drawn by rule: the same look is the same picture. */
export function drawGoods(look: Look): Canvas {
  const canvas = createCanvas(SIZE, SIZE);
  const pen = canvas.getContext('2d');
  ground(pen, look.ground);
  // The thing fills the picture: lists show it small.
  pen.setTransform(NEAR, 0, 0, NEAR, MIDDLE * (1 - NEAR), 560 * (1 - NEAR) - 14);
  switch (look.kind) {
    case 'cup':
      if (look.isSmall) pen.transform(0.76, 0, 0, 0.76, MIDDLE * 0.24, FLOOR * 0.24);
      cup(pen, look);
      break;
    case 'mug':
      mug(pen, look.liquid);
      break;
    case 'buns':
      for (const [x, y] of [
        [330, 640],
        [630, 650],
        [480, 480],
      ] as const)
        bun(pen, x, y);
      break;
    case 'squares':
      for (const [x, y, turn] of [
        [330, 655, -0.1],
        [620, 660, 0.12],
        [480, 500, 0.05],
        [500, 330, -0.16],
      ] as const)
        square(pen, x, y, turn);
      break;
    case 'jar':
      jar(pen, look);
      break;
    case 'box':
      boxes(pen, look);
      break;
    case 'tins':
      tin(pen, 350, look.paper, 1);
      tin(pen, 620, look.paper, 0.86);
      break;
  }
  return canvas;
}

/** A wall that catches the light, and the table the thing stands on. */
function ground(pen: Pen, colour: string): void {
  pen.fillStyle = colour;
  pen.fillRect(0, 0, SIZE, SIZE);
  pen.fillStyle = glow(pen, [400, 330, 640], ['#ffffffb0', '#ffffff00']);
  pen.fillRect(0, 0, SIZE, SIZE);
  pen.fillStyle = '#ffffff59';
  disc(pen, 600, 380, 270);
  const table = pen.createLinearGradient(0, 690, 0, SIZE);
  table.addColorStop(0, '#ffffff66');
  table.addColorStop(1, '#ffffff14');
  pen.fillStyle = table;
  pen.fillRect(0, 690, SIZE, SIZE - 690);
}

function shadow(pen: Pen, x: number, width: number, y = FLOOR): void {
  pen.save();
  pen.translate(x, y);
  pen.scale(1, 0.16);
  pen.fillStyle = glow(pen, [0, 0, width], ['#4a352066', '#4a352000']);
  disc(pen, 0, 0, width);
  pen.restore();
}

function glow(
  pen: Pen,
  [x, y, r]: readonly [number, number, number],
  [inner, outer]: readonly [string, string],
): ReturnType<Pen['createRadialGradient']> {
  const gradient = pen.createRadialGradient(x, y, 0, x, y, r);
  gradient.addColorStop(0, inner);
  gradient.addColorStop(1, outer);
  return gradient;
}

function disc(pen: Pen, x: number, y: number, r: number): void {
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
  pen.fill();
}

function oval(pen: Pen, x: number, y: number, rx: number, ry: number): void {
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  pen.fill();
}

/** Lighter on the left, darker on the right: what makes a flat shape round. */
function rounded(pen: Pen, from: number, to: number): void {
  const light = pen.createLinearGradient(from, 0, to, 0);
  for (const [at, colour] of [
    [0, '#00000026'],
    [0.18, '#ffffff59'],
    [0.4, '#ffffff0d'],
    [1, '#00000033'],
  ] as const)
    light.addColorStop(at, colour);
  pen.fillStyle = light;
}

/** The outline of a cup, wider above than below. */
function cupPath(pen: Pen, top: number, [half, foot]: readonly [number, number], bottom = FLOOR): void {
  pen.beginPath();
  pen.moveTo(MIDDLE - half, top);
  pen.lineTo(MIDDLE - foot, bottom - 24);
  pen.quadraticCurveTo(MIDDLE - foot + 4, bottom, MIDDLE - foot + 34, bottom);
  pen.lineTo(MIDDLE + foot - 34, bottom);
  pen.quadraticCurveTo(MIDDLE + foot - 4, bottom, MIDDLE + foot, bottom - 24);
  pen.lineTo(MIDDLE + half, top);
  pen.closePath();
}

function cup(pen: Pen, look: Look & { kind: 'cup' }): void {
  const [top, half, foot] = [300, 178, 132];
  shadow(pen, MIDDLE + 20, 250);
  straw(pen);
  pen.save();
  cupPath(pen, top, [half, foot]);
  pen.clip();
  const drink = pen.createLinearGradient(0, top + 30, 0, FLOOR);
  for (const [i, colour] of look.liquid.entries()) drink.addColorStop(look.liquid.length === 1 ? 0 : i / (look.liquid.length - 1), colour);
  pen.fillStyle = '#ffffffd9';
  pen.fillRect(0, top, SIZE, FLOOR);
  pen.fillStyle = drink;
  pen.fillRect(0, top + 44, SIZE, FLOOR);
  swirls(pen, top);
  if (look.in !== undefined) inside(pen, look.in);
  if (look.cap !== undefined) {
    pen.fillStyle = look.cap;
    pen.fillRect(0, top + 30, SIZE, 66);
    for (const [x, r] of [
      [330, 40],
      [420, 54],
      [520, 44],
      [610, 52],
    ] as const)
      disc(pen, x, top + 92, r);
  }
  rounded(pen, MIDDLE - half, MIDDLE + half);
  pen.fillRect(0, 0, SIZE, SIZE);
  pen.restore();
  label(pen, 570);
  lid(pen, top, half);
}

function straw(pen: Pen): void {
  pen.save();
  pen.translate(540, 320);
  pen.rotate(0.16);
  pen.fillStyle = '#c8552b';
  pen.fillRect(-15, -190, 30, 200);
  rounded(pen, -15, 15);
  pen.fillRect(-15, -190, 30, 200);
  pen.restore();
}

function lid(pen: Pen, top: number, half: number): void {
  pen.fillStyle = '#ffffffc7';
  pen.beginPath();
  pen.moveTo(MIDDLE - half + 16, top - 6);
  pen.bezierCurveTo(MIDDLE - half + 40, top - 112, MIDDLE + half - 40, top - 112, MIDDLE + half - 16, top - 6);
  pen.closePath();
  pen.fill();
  pen.fillStyle = '#ffffff';
  pen.beginPath();
  pen.roundRect(MIDDLE - half - 12, top - 14, 2 * half + 24, 30, 15);
  pen.fill();
  rounded(pen, MIDDLE - half, MIDDLE + half);
  pen.fill();
}

/** Milk that has not quite mixed. */
function swirls(pen: Pen, top: number): void {
  pen.strokeStyle = '#ffffff4d';
  pen.lineWidth = 22;
  pen.lineCap = 'round';
  for (const [x, y] of [
    [300, 120],
    [470, 70],
    [590, 170],
  ] as const) {
    pen.beginPath();
    pen.moveTo(x, top + y);
    pen.bezierCurveTo(x + 30, top + y + 70, x - 40, top + y + 120, x + 10, top + y + 210);
    pen.stroke();
  }
}

function inside(pen: Pen, what: 'pearls' | 'fruit' | 'jelly'): void {
  const random = seeded(what.length * 97);
  for (let i = 0; i < (what === 'pearls' ? 46 : 16); i++) {
    const [x, y] = [350 + random() * 260, FLOOR - 26 - random() ** 1.6 * (what === 'pearls' ? 150 : 330)];
    if (what === 'pearls') ball(pen, x, y, 21, '#2b1a12');
    else if (what === 'fruit') ball(pen, x, y, 30 + random() * 16, random() < 0.3 ? '#f6efe0' : '#f2a01f');
    else ball(pen, x, y, 32 + random() * 14, random() < 0.45 ? '#b9d6a4' : '#6d3c87');
  }
}

function ball(pen: Pen, x: number, y: number, r: number, colour: string): void {
  pen.fillStyle = colour;
  disc(pen, x, y, r);
  pen.fillStyle = glow(pen, [x - r * 0.3, y - r * 0.35, r * 0.8], ['#ffffff80', '#ffffff00']);
  disc(pen, x, y, r);
}

/** The sign of the shop: a small bird in a circle. */
function label(pen: Pen, y: number, x = MIDDLE, r = 62): void {
  pen.fillStyle = '#fffdf8';
  disc(pen, x, y, r);
  pen.fillStyle = '#2f5d50';
  pen.beginPath();
  pen.ellipse(x - r * 0.06, y + r * 0.12, r * 0.46, r * 0.34, -0.35, 0, 2 * Math.PI);
  pen.fill();
  disc(pen, x + r * 0.3, y - r * 0.2, r * 0.23);
  pen.beginPath();
  pen.moveTo(x - r * 0.36, y + r * 0.2);
  pen.lineTo(x - r * 0.78, y + r * 0.42);
  pen.lineTo(x - r * 0.3, y + r * 0.4);
  pen.fill();
  pen.fillStyle = '#e0a33a';
  pen.beginPath();
  pen.moveTo(x + r * 0.5, y - r * 0.28);
  pen.lineTo(x + r * 0.72, y - r * 0.18);
  pen.lineTo(x + r * 0.48, y - r * 0.12);
  pen.fill();
  pen.fillStyle = '#fffdf8';
  disc(pen, x + r * 0.34, y - r * 0.25, r * 0.06);
}

function mug(pen: Pen, liquid: string): void {
  shadow(pen, MIDDLE + 20, 290);
  pen.strokeStyle = '#f4ede2';
  pen.lineWidth = 42;
  pen.beginPath();
  pen.arc(690, 570, 92, -1.4, 1.5);
  pen.stroke();
  const body = (): void => {
    pen.beginPath();
    pen.moveTo(270, 430);
    pen.lineTo(270, 650);
    pen.quadraticCurveTo(276, FLOOR, 390, FLOOR);
    pen.lineTo(580, FLOOR);
    pen.quadraticCurveTo(694, FLOOR, 700, 650);
    pen.lineTo(700, 430);
    pen.closePath();
  };
  pen.fillStyle = '#fbf6ee';
  body();
  pen.fill();
  rounded(pen, 270, 700);
  body();
  pen.fill();
  pen.fillStyle = '#efe5d6';
  oval(pen, 485, 430, 215, 62);
  pen.fillStyle = liquid;
  oval(pen, 485, 436, 188, 48);
  pen.fillStyle = '#8c2f1b';
  for (const [x, y] of [
    [430, 430],
    [500, 448],
    [560, 428],
  ] as const)
    oval(pen, x, y, 36, 17);
  pen.fillStyle = '#e9c46a';
  for (const [x, y] of [
    [380, 446],
    [470, 418],
    [545, 452],
  ] as const)
    oval(pen, x, y, 22, 10);
  label(pen, 610, 485, 70);
  pen.strokeStyle = '#ffffffa6';
  pen.lineWidth = 20;
  pen.lineCap = 'round';
  for (const x of [400, 490, 580]) {
    pen.beginPath();
    pen.moveTo(x, 350);
    pen.bezierCurveTo(x + 46, 300, x - 46, 250, x + 6, 180);
    pen.stroke();
  }
}

function bun(pen: Pen, x: number, y: number): void {
  const random = seeded(x * 7 + y);
  shadow(pen, x, 190, y + 118);
  pen.fillStyle = '#e9bd72';
  oval(pen, x, y, 168, 128);
  pen.fillStyle = glow(pen, [x - 50, y - 60, 220], ['#fff3d6e6', '#b9772a59']);
  oval(pen, x, y, 168, 128);
  pen.fillStyle = '#fff9ec';
  oval(pen, x, y + 34, 170, 20);
  for (let i = 0; i < 150; i++) {
    const [turn, far] = [random() * 2 * Math.PI, Math.sqrt(random())];
    pen.save();
    pen.translate(x + Math.cos(turn) * far * 140, y - 46 + Math.sin(turn) * far * 58);
    pen.rotate(random() * 3);
    pen.fillStyle = random() < 0.24 ? '#24452f' : random() < 0.5 ? '#c98a3c' : '#dca65a';
    pen.fillRect(-13, -4, 26, 8);
    pen.restore();
  }
}

function square(pen: Pen, x: number, y: number, turn: number): void {
  const random = seeded(x * 3 + y);
  shadow(pen, x, 190, y + 96);
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.fillStyle = '#e6d6bd';
  pen.beginPath();
  pen.roundRect(-132, -30, 264, 130, 20);
  pen.fill();
  pen.fillStyle = '#fdf7ea';
  pen.beginPath();
  pen.roundRect(-132, -84, 264, 130, 24);
  pen.fill();
  for (let i = 0; i < 16; i++) {
    pen.fillStyle = ['#a33a2c', '#b07a3a', '#8fae5d', '#d9b06a'][i % 4] ?? '#b07a3a';
    oval(pen, -104 + random() * 208, -62 + random() * 88, 13 + random() * 11, 9 + random() * 6);
  }
  pen.fillStyle = '#ffffffb3';
  for (let i = 0; i < 70; i++) disc(pen, -122 + random() * 244, -78 + random() * 118, 2 + random() * 3);
  pen.restore();
}

function jar(pen: Pen, look: Look & { kind: 'jar' }): void {
  const random = seeded(look.in.length * 31);
  shadow(pen, MIDDLE + 20, 270);
  const body = (): void => {
    pen.beginPath();
    pen.roundRect(290, 330, 380, FLOOR - 330, 60);
  };
  pen.save();
  body();
  pen.fillStyle = '#ffffff8c';
  pen.fill();
  pen.clip();
  pen.fillStyle = look.liquid;
  pen.fillRect(290, 400, 380, 400);
  for (let i = 0; i < (look.in === 'nuts' ? 90 : 13); i++) {
    const [x, y] = [310 + random() * 340, 420 + random() * 340];
    if (look.in === 'nuts') nut(pen, [x, y, random() * 3], i);
    else if (i % 3 === 0) slice(pen, x, y);
    else chilli(pen, [x, y, random() * 6], i);
  }
  rounded(pen, 290, 670);
  pen.fillRect(290, 300, 380, 500);
  pen.restore();
  pen.fillStyle = '#b98a55';
  pen.beginPath();
  pen.roundRect(310, 262, 340, 84, 18);
  pen.fill();
  rounded(pen, 310, 650);
  pen.fill();
  label(pen, 590, MIDDLE, 84);
}

function nut(pen: Pen, [x, y, turn]: readonly [number, number, number], i: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.fillStyle = ['#b8793d', '#e3c08b', '#8a4f26', '#7b2233', '#cfa061'][i % 5] ?? '#b8793d';
  oval(pen, 0, 0, 34, 22);
  pen.strokeStyle = '#00000026';
  pen.lineWidth = 4;
  pen.beginPath();
  pen.moveTo(-24, 0);
  pen.quadraticCurveTo(0, -9, 24, 0);
  pen.stroke();
  pen.restore();
}

function slice(pen: Pen, x: number, y: number): void {
  pen.fillStyle = '#f0b81e';
  disc(pen, x, y, 62);
  pen.fillStyle = '#fff6cf';
  disc(pen, x, y, 52);
  pen.fillStyle = '#f7d54a';
  for (let i = 0; i < 8; i++) {
    pen.beginPath();
    pen.moveTo(x, y);
    pen.arc(x, y, 45, (i * Math.PI) / 4 + 0.08, ((i + 1) * Math.PI) / 4 - 0.08);
    pen.fill();
  }
}

function chilli(pen: Pen, [x, y, turn]: readonly [number, number, number], i: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.fillStyle = i % 2 === 0 ? '#f3dfc4' : '#c93a24';
  pen.beginPath();
  pen.roundRect(-50, i % 2 === 0 ? -24 : -11, 100, i % 2 === 0 ? 48 : 22, 24);
  pen.fill();
  pen.restore();
}

function boxes(pen: Pen, look: Look & { kind: 'box' }): void {
  if (look.pieces === 2) {
    box(pen, [610, FLOOR - 46, 310], look);
    box(pen, [380, FLOOR, 340], look);
  } else box(pen, [MIDDLE, FLOOR, 460], look);
}

function box(pen: Pen, [x, y, wide]: readonly [number, number, number], { paper, ribbon }: { paper: string; ribbon: string }): void {
  const tall = wide * 0.66;
  shadow(pen, x + 16, wide * 0.68, y);
  pen.fillStyle = paper;
  pen.beginPath();
  pen.roundRect(x - wide / 2, y - tall, wide, tall, 12);
  pen.fill();
  rounded(pen, x - wide / 2, x + wide / 2);
  pen.fill();
  pen.fillStyle = ribbon;
  pen.fillRect(x - wide * 0.06, y - tall, wide * 0.12, tall);
  pen.fillStyle = paper;
  pen.beginPath();
  pen.roundRect(x - wide * 0.54, y - tall - wide * 0.08, wide * 1.08, wide * 0.18, 14);
  pen.fill();
  pen.fillStyle = '#ffffff38';
  pen.fill();
  pen.fillStyle = ribbon;
  pen.fillRect(x - wide * 0.06, y - tall - wide * 0.08, wide * 0.12, wide * 0.18);
  const bow = y - tall - wide * 0.09;
  for (const side of [-1, 1]) {
    pen.beginPath();
    pen.moveTo(x, bow);
    pen.bezierCurveTo(
      x + side * wide * 0.1,
      bow - wide * 0.24,
      x + side * wide * 0.36,
      bow - wide * 0.18,
      x + side * wide * 0.26,
      bow - wide * 0.02,
    );
    pen.closePath();
    pen.fill();
  }
  pen.fillStyle = '#00000026';
  disc(pen, x, bow, wide * 0.05);
  label(pen, y - tall * 0.42, x + wide * 0.28, wide * 0.13);
}

function tin(pen: Pen, x: number, paper: string, scale: number): void {
  const [wide, tall] = [250 * scale, 430 * scale];
  const top = FLOOR - tall;
  shadow(pen, x + 14, wide * 0.8);
  pen.fillStyle = paper;
  pen.beginPath();
  pen.roundRect(x - wide / 2, top, wide, tall, 22);
  pen.fill();
  pen.fillStyle = '#d9b26a';
  pen.fillRect(x - wide / 2, top + tall * 0.24, wide, 10);
  pen.fillRect(x - wide / 2, top + tall * 0.84, wide, 10);
  rounded(pen, x - wide / 2, x + wide / 2);
  pen.beginPath();
  pen.roundRect(x - wide / 2, top, wide, tall, 22);
  pen.fill();
  pen.fillStyle = '#d9b26a';
  pen.beginPath();
  pen.roundRect(x - wide * 0.46, top - 26 * scale, wide * 0.92, 60 * scale, 18);
  pen.fill();
  rounded(pen, x - wide / 2, x + wide / 2);
  pen.fill();
  label(pen, top + tall * 0.54, x, wide * 0.28);
}
