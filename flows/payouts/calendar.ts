import { createHash } from 'node:crypto';
import type { Language } from '../../kit/http/index.ts';

/** One day on which money is released. */
export interface ReleaseDay {
  /** `YYYY-MM-DD` in the brand's zone */
  readonly on: string;
  readonly commissions: number;
  /** as text, in major units with its currency */
  readonly amount: string;
}

const WORDS: Record<Language, { name: string; summary: (day: ReleaseDay) => string }> = {
  'zh-CN': { name: '分润放款日', summary: (day) => `放款 ${day.amount}（${day.commissions} 笔）` },
  en: {
    name: 'Releases',
    summary: (day) => `${day.amount} released (${day.commissions} ${day.commissions === 1 ? 'commission' : 'commissions'})`,
  },
};

/**
 * Release days as a calendar (RFC 5545): whole days, escaped, lines folded at 75 octets and ended by CRLF. The same day of the same
 * person keeps its UID, so that a subscriber's entry moves with the amount.
 */
export function releaseCalendar(
  days: readonly ReleaseDay[],
  { owner, brand, language, at }: { owner: string; brand: string; language: Language; at: Date },
): string {
  const words = WORDS[language];
  const stamp = `${at.toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Zihuan//Releases//EN',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(`${brand} ${words.name}`)}`,
    ...days.flatMap((day) => [
      'BEGIN:VEVENT',
      `UID:${createHash('sha256').update(`${owner} ${day.on}`).digest('hex').slice(0, 32)}@zihuan`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${day.on.replaceAll('-', '')}`,
      `SUMMARY:${escaped(words.summary(day))}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, (mark) => `\\${mark}`).replaceAll(/\r\n|\r|\n/g, '\\n');
}

const WIDEST_OCTETS = 75;

/** A long line goes on behind a blank; letters are never cut in two. */
function folded(line: string): string {
  let text = '';
  let octets = 0;
  for (const letter of line) {
    const size = Buffer.byteLength(letter);
    if (octets + size > WIDEST_OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += letter;
    octets += size;
  }
  return text;
}
