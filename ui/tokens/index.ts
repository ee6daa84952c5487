/**
 * Every colour and size of the screens, once. CSS reads them as `--zh-…` variables (css.ts), antd and the charts
 * through their adapters; a test refuses a colour or a size written anywhere else.
 */

/** Colours. Fills carry meaning; text on the ground uses the darker `…Text` twin, at 4.5:1 or more. */
export const color = {
  ground: '#FBFAF8',
  surface: '#FFFFFF',
  sunken: '#F4F2EE',
  line: '#E6E2DB',
  lineMiddle: '#CFC8BD',
  lineStrong: '#948C80',
  ink: '#1F2328',
  inkSoft: '#565D66',
  inkFaint: '#666C74',
  inkOnFill: '#FFFFFF',
  scrim: '#1F232866',

  accent: '#E8590C',
  accentStrong: '#B23F00',
  accentWash: '#FDF0E7',

  repeat: '#0F8B8D',
  repeatText: '#0B6B6D',
  referred: '#E8590C',
  referredText: '#B23F00',
  direct: '#5C6B7A',
  directText: '#4A5765',
  paid: '#A3A9B1',
  paidText: '#666C74',
  anonymous: '#D5D9DE',
  anonymousText: '#666C74',

  prospect: '#B9C1C9',
  fan: '#CDBFB0',
  customer: '#E2B78F',
  repeatStage: '#EB9A5B',
  member: '#E8742B',
  partner: '#C2440A',

  good: '#2B8A3E',
  goodText: '#256F33',
  goodWash: '#EDF6EF',
  warning: '#E67700',
  warningText: '#9A4A00',
  warningWash: '#FDF3E3',
  harm: '#C92A2A',
  harmText: '#B32424',
  harmWash: '#FBECEC',

  focus: '#0F6FC6',
} as const;

/** Lengths on the 8 px grid; `half` is for the inside of small things only. */
export const space = { half: 4, one: 8, two: 16, three: 24, four: 32, six: 48, eight: 64 } as const;

/** The five sizes of type, in pixels, each with its line height. */
export const type = {
  small: [12, 18],
  text: [14, 22],
  lead: [16, 24],
  title: [24, 32],
  hero: [52, 60],
} as const;

export const font = {
  family: '"PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif',
  /** English words: a Latin face first, else their quotes and dots stand as wide as a Chinese character */
  latin:
    '-apple-system, "Segoe UI", "Noto Sans", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
  mono: 'ui-monospace, "SFMono-Regular", "Cascadia Mono", Menlo, Consolas, monospace',
  regular: 400,
  medium: 500,
  strong: 600,
} as const;

/** Corners, hairlines, and the widths and heights that whole parts of a page have. */
export const shape = {
  cornerSmall: 4,
  corner: 8,
  cornerLarge: 12,
  round: 999,
  hairline: 1,
  ring: 2,
  bar: 4,
  control: 36,
  row: 44,
  icon: 20,
  navWidth: 216,
  topHeight: 56,
  pageWidth: 1280,
  readWidth: 680,
  formWidth: 440,
  sheetWidth: 480,
  columnTiny: 72,
  columnSmall: 104,
  columnMedium: 144,
  columnLarge: 240,
  cardWidth: 264,
  picture: 200,
  chart: 320,
  list: 560,
} as const;

export const shadow = {
  raised: '0 1px 2px #1F23280A, 0 4px 16px #1F23280F',
  sheet: '0 8px 40px #1F232833',
} as const;

/** Colours a brand may begin with for its shop, which wears one of them or any other of its own. */
export const brandColour = {
  tea: '#2F7D4F',
  pine: '#14685A',
  ink: '#1F5FAE',
  plum: '#8A3A7A',
  rose: '#D6336C',
  cinnabar: '#C8382E',
  honey: '#B8860B',
  charcoal: '#374151',
} as const;

/** Milliseconds. What moves, moves once and shortly; `prefers-reduced-motion` stops it. */
export const motion = { quick: 120, calm: 240 } as const;

/** Widths at which the page changes its shape; CSS repeats them in `@media`, the only place that cannot read a variable. */
export const breakpoint = { phone: 640, tablet: 1024 } as const;

export const stages = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;
export const origins = ['repeat', 'referred', 'direct', 'paid', 'anonymous'] as const;
export type StageName = (typeof stages)[number];
export type OriginName = (typeof origins)[number];

export const originFill: Readonly<Record<OriginName, string>> = {
  repeat: color.repeat,
  referred: color.referred,
  direct: color.direct,
  paid: color.paid,
  anonymous: color.anonymous,
};

export const originText: Readonly<Record<OriginName, string>> = {
  repeat: color.repeatText,
  referred: color.referredText,
  direct: color.directText,
  paid: color.paidText,
  anonymous: color.anonymousText,
};
