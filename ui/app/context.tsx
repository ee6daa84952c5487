import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Client } from '../../sdk/index.ts';
import { formatsFor, type Formats } from '../format/formats.ts';
import type { Language } from '../format/language.ts';

type Reply<Call> = Call extends (...args: never[]) => Promise<infer Answer> ? Answer : never;

/** The brand the screens are about. */
export type Brand = Reply<Client['brand']['get']>;
export type Session = Reply<Client['session']['get']>;
export type Role = Session['brands'][number]['role'];

/** What every screen may use: the server, who is asking, the brand, and the language. */
export interface App {
  readonly client: Client;
  readonly session: Session;
  /** null before the first brand exists */
  readonly brand: Brand | null;
  readonly role: Role;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

const AppContext = createContext<App | null>(null);

export function AppProvider({ app, children }: { app: App; children: ReactNode }) {
  return <AppContext value={app}>{children}</AppContext>;
}

/** @throws outside the provider: a mistake in the composition, never the user's */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('impossible: a screen outside AppProvider');
  return app;
}

/** The brand of a screen below `/b/<slug>`. */
export function useBrand(): Brand {
  const { brand } = useApp();
  if (!brand) throw new Error('impossible: a brand screen without a brand');
  return brand;
}

/** Outside a brand nothing is dated by a brand's clock: the moment the page was opened will do. */
const openedAt = new Date().toISOString();

/** Formatters bound to the reader's language and the brand's currency and time zone. */
export function useFormat(): Formats {
  const { language, brand } = useApp();
  const timeZone = brand?.timeZone ?? 'UTC';
  const currency = brand?.currency ?? 'CNY';
  const now = brand?.now;
  return useMemo(() => formatsFor({ language, timeZone, currency, now: now ?? openedAt }), [language, timeZone, currency, now]);
}

/** Who may do what, as the server grants it; the screens only hide what would be refused. */
const allowed = {
  figures: ['owner', 'operator', 'readonly'],
  import: ['owner', 'operator'],
  export: ['owner', 'operator', 'readonly'],
  brand: ['owner', 'operator'],
  staff: ['owner'],
  keys: ['owner'],
  seeStaff: ['owner', 'readonly'],
  audit: ['owner', 'operator', 'readonly'],
  segments: ['owner', 'operator'],
  people: ['owner', 'operator', 'staff'],
  products: ['owner', 'operator'],
  erase: ['owner'],
  clock: ['owner', 'operator'],
  orders: ['owner', 'operator', 'staff'],
  seePlans: ['owner', 'operator', 'readonly'],
  plans: ['owner', 'operator'],
  seePartners: ['owner', 'operator', 'staff', 'readonly'],
  partners: ['owner', 'operator'],
  seeMoney: ['owner', 'operator', 'readonly'],
  money: ['owner', 'operator'],
  reveal: ['owner'],
  seePlanner: ['owner', 'operator', 'readonly'],
  planner: ['owner', 'operator'],
} as const satisfies Record<string, readonly Role[]>;
export type Act = keyof typeof allowed;

/** The roles that may do an act, for "who may see it". */
export function rolesFor(act: Act): readonly Role[] {
  return allowed[act];
}

export function useMay(act: Act): boolean {
  const { role } = useApp();
  return rolesFor(act).includes(role);
}
