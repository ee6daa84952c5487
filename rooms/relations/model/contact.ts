import type { Role, ShopRole } from '../../../kit/ctx.ts';

/** What a phone number needs to know of a country: its calling code and the digit dialled first inside it. */
interface DialPlan {
  readonly code: string;
  /** dialled inside the country in front of the number, dropped in the international form; null where there is none */
  readonly trunk: string | null;
  /** digits of a national number without the trunk digit */
  readonly digits: readonly [min: number, max: number];
}

/** ITU-T E.164 assigned country codes; trunk prefixes and lengths as in ITU national numbering plans. */
const plans: Record<string, DialPlan> = {
  CN: { code: '86', trunk: '0', digits: [9, 11] },
  HK: { code: '852', trunk: null, digits: [8, 8] },
  MO: { code: '853', trunk: null, digits: [8, 8] },
  TW: { code: '886', trunk: '0', digits: [8, 9] },
  US: { code: '1', trunk: '1', digits: [10, 10] },
  GB: { code: '44', trunk: '0', digits: [9, 10] },
  DE: { code: '49', trunk: '0', digits: [6, 12] },
  FR: { code: '33', trunk: '0', digits: [9, 9] },
  ES: { code: '34', trunk: null, digits: [9, 9] },
  IT: { code: '39', trunk: null, digits: [6, 11] },
  NL: { code: '31', trunk: '0', digits: [9, 9] },
  JP: { code: '81', trunk: '0', digits: [9, 10] },
  KR: { code: '82', trunk: '0', digits: [8, 10] },
  SG: { code: '65', trunk: null, digits: [8, 8] },
  MY: { code: '60', trunk: '0', digits: [8, 10] },
  TH: { code: '66', trunk: '0', digits: [8, 9] },
  VN: { code: '84', trunk: '0', digits: [9, 10] },
  ID: { code: '62', trunk: '0', digits: [8, 12] },
  PH: { code: '63', trunk: '0', digits: [8, 10] },
  IN: { code: '91', trunk: '0', digits: [10, 10] },
  AU: { code: '61', trunk: '0', digits: [9, 9] },
  AE: { code: '971', trunk: '0', digits: [8, 9] },
};

const countryOfZone: Record<string, string> = {
  'Asia/Shanghai': 'CN',
  'Asia/Chongqing': 'CN',
  'Asia/Urumqi': 'CN',
  'Asia/Hong_Kong': 'HK',
  'Asia/Macau': 'MO',
  'Asia/Taipei': 'TW',
  'Europe/London': 'GB',
  'Europe/Berlin': 'DE',
  'Europe/Paris': 'FR',
  'Europe/Madrid': 'ES',
  'Europe/Rome': 'IT',
  'Europe/Amsterdam': 'NL',
  'Asia/Tokyo': 'JP',
  'Asia/Seoul': 'KR',
  'Asia/Singapore': 'SG',
  'Asia/Kuala_Lumpur': 'MY',
  'Asia/Bangkok': 'TH',
  'Asia/Ho_Chi_Minh': 'VN',
  'Asia/Jakarta': 'ID',
  'Asia/Manila': 'PH',
  'Asia/Kolkata': 'IN',
  'Asia/Calcutta': 'IN',
  'Australia/Sydney': 'AU',
  'Australia/Melbourne': 'AU',
  'Australia/Brisbane': 'AU',
  'Asia/Dubai': 'AE',
};

const countryOfCurrency: Record<string, string> = {
  CNY: 'CN',
  HKD: 'HK',
  MOP: 'MO',
  TWD: 'TW',
  USD: 'US',
  CAD: 'US',
  GBP: 'GB',
  JPY: 'JP',
  KRW: 'KR',
  SGD: 'SG',
  MYR: 'MY',
  THB: 'TH',
  VND: 'VN',
  IDR: 'ID',
  PHP: 'PH',
  INR: 'IN',
  AUD: 'AU',
  AED: 'AE',
};

/** The country whose way of writing phone numbers a brand uses: by its time zone, else by its currency; null = unknown. */
export function homeCountry(tenant: { timeZone: string; currency: string }): string | null {
  return countryOfZone[tenant.timeZone] ?? countryOfCurrency[tenant.currency] ?? null;
}

/**
 * A phone number in the form `+<country><number>` (E.164), so that one number is one identity however it was written.
 * Full-width digits, spaces, dots, dashes and brackets are read; `00` stands for `+`.
 * Without a known country a national number stays as its digits.
 * @returns null when it is no phone number
 */
export function normalisePhone(text: string, country: string | null): string | null {
  const compact = text
    .normalize('NFKC')
    .replace(/[\s().\-–—‐‑/·]/g, '')
    .replace(/^tel:/i, '');
  if (!/^\+?\d+$/.test(compact)) return null;
  const plan = country ? plans[country] : undefined;
  const isForeign = compact.startsWith('+') || compact.startsWith('00');
  if (isForeign) return international(compact.replace(/^(\+|00)/, ''));
  if (!plan) return compact.length >= 5 && compact.length <= 15 ? compact : null;
  const withCode = compact.startsWith(plan.code) && !fits(compact, plan) && fits(compact.slice(plan.code.length), plan);
  const national = withCode ? compact.slice(plan.code.length) : withoutTrunk(compact, plan);
  return fits(national, plan) ? `+${plan.code}${national}` : null;
}

/** What international numbers of a country begin with, `+86`; just `+` where the country is unknown. */
export function dialPrefix(country: string | null): string {
  return `+${(country && plans[country]?.code) ?? ''}`;
}

function international(digits: string): string | null {
  return digits.length >= 7 && digits.length <= 15 && !digits.startsWith('0') ? `+${digits}` : null;
}

function withoutTrunk(digits: string, plan: DialPlan): string {
  return plan.trunk !== null && digits.startsWith(plan.trunk) ? digits.slice(plan.trunk.length) : digits;
}

function fits(digits: string, plan: DialPlan): boolean {
  return digits.length >= plan.digits[0] && digits.length <= plan.digits[1];
}

/** An address in lower case without the blanks around it; null when it has no `@` with something on both sides. */
export function normaliseEmail(text: string): string | null {
  const address = text.normalize('NFKC').trim().toLowerCase();
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) && address.length <= 254 ? address : null;
}

/** Whether a role may see phone numbers and addresses in full; for the others they are masked. */
export function seesContacts(role: Role | ShopRole): boolean {
  return !['readonly', 'person', 'guest'].includes(role);
}

/** What is left of a contact value for eyes without contact rights: enough to recognise it, not enough to use it. */
export function maskContact(kind: string, value: string): string {
  if (kind === 'email') return value.replace(/^(.).*(@.*)$/u, '$1***$2');
  if (value.length <= 4) return '****';
  return `${'*'.repeat(value.length - 4)}${value.slice(-4)}`;
}
