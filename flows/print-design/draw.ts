import { PDFDocument, type SKRSContext2D } from '@napi-rs/canvas';
import { bringFace } from '../share/face.ts';
import { frame, INK, LEADING, linesOf, SOFT, wideAs, write, type Box } from './pen.ts';
import en from './words.en.json' with { type: 'json' };

type Words = typeof en;
type Stage = keyof Words['stages'];
type Ladder = keyof Words['ladders'];
type Field = keyof Words['fields'];
type Origin = keyof Words['origins'];

/** Everything a printed design says, in the language it is printed in. */
export interface PrintedDesign {
  readonly words: Words;
  readonly title: string;
  readonly brand: string;
  readonly day: string;
  readonly filled: string;
  readonly stages: readonly {
    readonly stage: Stage;
    readonly goal: string;
    readonly cells: readonly { readonly ladder: Ladder; readonly offer: string; readonly foot: string; readonly isNoteworthy: boolean }[];
  }[];
  readonly canvas: Readonly<Record<Field, string>>;
  /** which plan the figures are of */
  readonly basis: string;
  readonly figures: readonly { readonly name: string; readonly value: string }[];
  /** sales of each month by where they come from, and the largest in words */
  readonly months: readonly Readonly<Record<Origin, number>>[];
  readonly top: string;
  readonly steps: readonly {
    readonly number: string;
    readonly name: string;
    readonly artefact: string;
    readonly exit: string;
    readonly owner: string;
    readonly due: string;
    readonly isDone: boolean;
  }[];
  readonly brands: readonly { readonly name: string; readonly text: string }[];
}

/** A3 across, in points: one page for the wall. */
export const PAGE = { width: 1191, height: 842 } as const;
const EDGE = 40;
const GAP = 8;
const HEAD = 62;
const FOOT = 26;
const BOTTOM = PAGE.height - EDGE - FOOT;
const STAGE_WIDTH = 116;
const INNER = PAGE.width - 2 * EDGE;

const stageColour: Readonly<Record<Stage, string>> = {
  prospect: '#B9C1C9',
  fan: '#CDBFB0',
  customer: '#E2B78F',
  repeat: '#EB9A5B',
  member: '#E8742B',
  partner: '#C2440A',
};
const originColour: Readonly<Record<Origin, string>> = { repeat: '#0F8B8D', referral: '#E8590C', fee: '#E2B78F', ad: '#A3A9B1' };
const originOrder = ['repeat', 'referral', 'fee', 'ad'] as const;
const ACCENT = '#E8590C';

interface Rest {
  readonly title: string;
  readonly text: string;
}

/** A design as a PDF. */
export function designPdf(design: PrintedDesign): Buffer {
  const document = new PDFDocument({ title: design.title, author: design.brand });
  // A page is drawn on like a canvas; only pictures need more of it than its type names.
  const begin = () => document.beginPage(PAGE.width, PAGE.height) as SKRSContext2D;
  drawPages(design, { begin, end: () => document.endPage() });
  return document.close();
}

/**
 * The map on one page, canvas and figures on the second, the ten steps on the third. What does not fit into its place is cut there and stands
 * in full on the pages after.
 */
function drawPages(design: PrintedDesign, paper: { begin: () => SKRSContext2D; end: () => void }): void {
  bringFace();
  const rest: Rest[] = [];
  let number = 0;
  const page = (name: string, fill: (pen: SKRSContext2D) => void) => {
    number += 1;
    const pen = paper.begin();
    head(pen, design, name, number);
    fill(pen);
    paper.end();
  };
  const { words } = design;
  page(`${words.map} · ${design.filled}`, (pen) => map(pen, design, rest));
  page(`${words.canvas} · ${design.basis}`, (pen) => canvasAndFigures(pen, design, rest));
  page(words.steps, (pen) => steps(pen, design, rest));
  const flow: Rest[] = [
    ...design.brands.map(({ name, text }) => ({ title: rest.length > 0 ? `${words.brands} · ${name}` : name, text })),
    ...rest,
  ];
  let left: readonly Flowing[] = flow.map((one) => ({ ...one, lines: null }));
  while (left.length > 0) {
    const now = left;
    page(rest.length > 0 ? words.rest : words.brands, (pen) => {
      left = flowing(pen, now);
    });
  }
}

function head(pen: SKRSContext2D, { title, brand, day, words }: PrintedDesign, name: string, number: number): void {
  pen.fillStyle = '#FBFAF8';
  pen.fillRect(0, 0, PAGE.width, PAGE.height);
  pen.fillStyle = ACCENT;
  pen.fillRect(EDGE, EDGE, 4, 34);
  write(pen, title, { x: EDGE + 14, y: EDGE - 4, width: INNER * 0.62, size: 21, weight: 700, most: 1 });
  write(pen, name, { x: EDGE + 14, y: EDGE + 22, width: INNER * 0.62, size: 11, colour: SOFT, most: 1 });
  write(
    pen,
    words.printed.replace('{{brand}}', () => brand).replace('{{day}}', () => day),
    {
      x: PAGE.width - EDGE - INNER * 0.34,
      y: EDGE + 8,
      width: INNER * 0.34,
      size: 11,
      colour: SOFT,
      most: 1,
      align: 'right',
    },
  );
  write(pen, words.ours, { x: EDGE, y: PAGE.height - EDGE - 12, width: INNER - 60, size: 8.5, colour: SOFT, most: 1 });
  write(pen, String(number), { x: PAGE.width - EDGE - 40, y: PAGE.height - EDGE - 12, width: 40, size: 8.5, colour: SOFT, align: 'right' });
}

function map(pen: SKRSContext2D, { stages, words }: PrintedDesign, rest: Rest[]): void {
  const [first] = stages;
  const across = first?.cells.length ?? 1;
  const width = (INNER - STAGE_WIDTH - across * GAP) / across;
  const top = EDGE + HEAD;
  const columnX = (at: number) => EDGE + STAGE_WIDTH + GAP + at * (width + GAP);
  for (const [at, { ladder }] of (first?.cells ?? []).entries())
    write(pen, words.ladders[ladder], { x: columnX(at) + 10, y: top - 4, width, size: 11, weight: 700, most: 1 });
  const begin = top + 18;
  const height = (BOTTOM - begin - (stages.length - 1) * GAP) / stages.length;
  const size = 12;
  const most = Math.max(1, Math.floor((height - 36) / (size * LEADING)));
  for (const [row, { stage, goal, cells }] of stages.entries()) {
    const y = begin + row * (height + GAP);
    pen.fillStyle = stageColour[stage];
    pen.fillRect(EDGE, y, 5, height);
    const named = write(pen, words.stages[stage], { x: EDGE + 16, y: y + 8, width: STAGE_WIDTH - 16, size: 14, weight: 700 });
    write(pen, goal, { x: EDGE + 16, y: named.y + 4, width: STAGE_WIDTH - 20, size: 9, colour: SOFT, most: 4 });
    for (const [at, cell] of cells.entries()) {
      const box = { x: columnX(at), y, width, height };
      const isHole = cell.offer.trim() === '';
      frame(pen, box, isHole ? { isDashed: true, line: '#948C80', fill: '#FBFAF8' } : cell.isNoteworthy ? { line: ACCENT } : {});
      const inside = { x: box.x + 10, width: width - 20 };
      const text = isHole ? words.hole : cell.offer;
      const { isCut } = write(pen, text, { ...inside, y: y + 8, size, most, colour: isHole ? SOFT : INK });
      if (isCut) rest.push({ title: `${words.stages[stage]} · ${words.ladders[cell.ladder]}`, text: cell.offer });
      write(pen, cell.foot, { ...inside, y: y + height - 22, size: 9.5, colour: SOFT, most: 1 });
    }
  }
}

/** Where each field stands: columns of ten and halves of the height, as on every canvas of this kind. */
const nine: Readonly<Record<Field, readonly [column: number, row: number, columns: number, rows: number]>> = {
  partners: [0, 0, 2, 2],
  activities: [2, 0, 2, 1],
  resources: [2, 1, 2, 1],
  value: [4, 0, 2, 2],
  relationship: [6, 0, 2, 1],
  channels: [6, 1, 2, 1],
  audience: [8, 0, 2, 2],
  costs: [0, 2, 5, 1],
  revenue: [5, 2, 5, 1],
};

function canvasAndFigures(pen: SKRSContext2D, design: PrintedDesign, rest: Rest[]): void {
  const { words, canvas, figures } = design;
  const top = EDGE + HEAD - 6;
  const height = 128;
  const width = (INNER + GAP) / 10;
  for (const field of Object.keys(nine) as Field[]) {
    const [column, row, columns, rows] = nine[field];
    const box = {
      x: EDGE + column * width,
      y: top + row * (height + GAP),
      width: columns * width - GAP,
      height: rows * height + (rows - 1) * GAP,
    };
    const text = canvas[field];
    const isEmpty = text.trim() === '';
    frame(pen, box, isEmpty ? { isDashed: true, line: '#948C80', fill: '#FBFAF8' } : field === 'value' ? { line: ACCENT } : {});
    const named = write(pen, words.fields[field], { x: box.x + 10, y: box.y + 7, width: box.width - 20, size: 10.5, weight: 700, most: 1 });
    const most = Math.max(1, Math.floor((box.y + box.height - named.y - 12) / (11.5 * LEADING)));
    const { isCut } = write(pen, isEmpty ? words.hole : text, {
      x: box.x + 10,
      y: named.y + 4,
      width: box.width - 20,
      size: 11.5,
      colour: isEmpty ? SOFT : INK,
      most,
    });
    if (isCut) rest.push({ title: words.fields[field], text });
  }
  const below = top + 3 * (height + GAP) + 16;
  const columns = 2;
  const figureWidth = 176;
  for (const [at, { name, value }] of figures.entries()) {
    const [x, y] = [EDGE + (at % columns) * figureWidth, below + Math.floor(at / columns) * 56];
    write(pen, name, { x, y, width: figureWidth - 12, size: 9.5, colour: SOFT, most: 1 });
    write(pen, value, { x, y: y + 15, width: figureWidth - 12, size: 17, weight: 700, most: 1 });
  }
  chart(pen, design, { x: EDGE + columns * figureWidth + 24, y: below, width: INNER - columns * figureWidth - 24, height: BOTTOM - below });
}

/** Sales month by month, from the bottom up: what comes back, what was brought, fees, and what ads bought. */
function chart(pen: SKRSContext2D, { words, months, top }: PrintedDesign, box: Box): void {
  write(pen, words.chart, { x: box.x, y: box.y, width: box.width, size: 10.5, weight: 700, most: 1 });
  let keyX = box.x;
  for (const origin of originOrder) {
    pen.fillStyle = originColour[origin];
    pen.fillRect(keyX, box.y + 24, 9, 9);
    write(pen, words.origins[origin], { x: keyX + 13, y: box.y + 21, width: 150, size: 9, colour: SOFT, most: 1 });
    keyX += 31 + wideAs(words.origins[origin], { size: 9, weight: 400 });
  }
  const plot = { x: box.x, y: box.y + 46, width: box.width, height: box.height - 62 };
  const sums = months.map((month) => originOrder.reduce((sum, origin) => sum + month[origin], 0));
  const most = Math.max(...sums, Number.MIN_VALUE);
  const wide = plot.width / Math.max(1, months.length);
  pen.fillStyle = '#CFC8BD';
  pen.fillRect(plot.x, plot.y + plot.height, plot.width, 0.75);
  for (const [at, month] of months.entries()) {
    let y = plot.y + plot.height;
    for (const origin of originOrder) {
      const tall = (Math.max(0, month[origin]) / most) * plot.height;
      pen.fillStyle = originColour[origin];
      pen.fillRect(plot.x + at * wide, y - tall, wide * 0.82, tall);
      y -= tall;
    }
    if (at === 0 || (at + 1) % 6 === 0)
      write(pen, String(at + 1), { x: plot.x + at * wide, y: plot.y + plot.height + 3, width: wide + 10, size: 8.5, colour: SOFT });
  }
  write(pen, top, { x: plot.x, y: plot.y - 12, width: plot.width - 4, size: 9, colour: SOFT, most: 1, align: 'right' });
}

function steps(pen: SKRSContext2D, { words, steps: all }: PrintedDesign, rest: Rest[]): void {
  const columns = [
    { name: '', width: 40 },
    { name: words.step.name, width: 200 },
    { name: words.step.artefact, width: 290 },
    { name: words.step.exit, width: 310 },
    { name: words.step.owner, width: 150 },
    { name: words.step.due, width: INNER - 990 },
  ] as const;
  const x = columns.map((_, at) => EDGE + columns.slice(0, at).reduce((sum, column) => sum + column.width, 0));
  const top = EDGE + HEAD;
  for (const [at, { name, width }] of columns.entries())
    write(pen, name, { x: x[at] ?? 0, y: top - 4, width: width - 12, size: 9.5, colour: SOFT, most: 1 });
  const begin = top + 16;
  const height = (BOTTOM - begin) / all.length;
  for (const [row, step] of all.entries()) {
    const y = begin + row * height;
    pen.fillStyle = '#E6E2DB';
    pen.fillRect(EDGE, y, INNER, 0.75);
    write(pen, step.number, { x: EDGE, y: y + 9, width: 32, size: 20, weight: 700, colour: step.isDone ? '#2B8A3E' : ACCENT });
    const most = Math.max(1, Math.floor((height - 16) / (10.5 * LEADING)));
    const texts = [step.name, step.artefact, step.exit, step.owner, step.isDone ? words.done : step.due];
    for (const [at, text] of texts.entries()) {
      const { isCut } = write(pen, text, {
        x: x[at + 1] ?? 0,
        y: y + 11,
        width: (columns[at + 1]?.width ?? 0) - 14,
        size: at === 0 ? 12 : 10.5,
        weight: at === 0 ? 700 : 400,
        colour: step.isDone && at === 4 ? '#256F33' : INK,
        most,
      });
      if (isCut) rest.push({ title: `${step.number} · ${step.name}`, text });
    }
  }
}

interface Flowing extends Rest {
  /** lines not drawn yet; null before the first */
  readonly lines: readonly string[] | null;
}

/** Fills a page with texts in two columns. @returns what is left for the next page */
function flowing(pen: SKRSContext2D, all: readonly Flowing[]): readonly Flowing[] {
  const width = (INNER - 32) / 2;
  const [size, leading] = [10.5, 10.5 * LEADING];
  let [column, y] = [0, EDGE + HEAD];
  const bottom = BOTTOM - leading;
  const left = [...all];
  for (let one = left[0]; one; one = left[0]) {
    const lines = one.lines ?? linesOf(one.text, { width, size });
    if (y + leading * 3 > bottom) {
      if (column === 1) return left;
      [column, y] = [1, EDGE + HEAD];
    }
    const x = EDGE + column * (width + 32);
    y = write(pen, one.title, { x, y, width, size: 11, weight: 700, most: 1 }).y + 3;
    const fits = Math.max(1, Math.floor((bottom - y) / leading));
    for (const line of lines.slice(0, fits)) y = write(pen, line, { x, y, width: width + 20, size, most: 1 }).y;
    y += 12;
    if (lines.length > fits) left[0] = { ...one, lines: lines.slice(fits) };
    else left.shift();
  }
  return left;
}
