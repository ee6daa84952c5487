import { policyPack, type PolicyId, type PolicyPack } from './model.ts';
import CN from './packs/CN.json' with { type: 'json' };
import EU from './packs/EU.json' with { type: 'json' };
import LAB from './packs/LAB.json' with { type: 'json' };
import STRICT from './packs/STRICT.json' with { type: 'json' };
import US from './packs/US.json' with { type: 'json' };

export { assertNoPromise } from './claims.ts';
export type { PolicyId, PolicyPack } from './model.ts';

/** Every pack, checked against its shape when the program starts. */
export const policyPacks: readonly PolicyPack[] = [STRICT, CN, US, EU, LAB].map((pack) => policyPack.parse(pack));

/** A pack by its id, or null when there is none of that name. */
export function policyPackOf(id: string): PolicyPack | null {
  return policyPacks.find((pack) => pack.id === id) ?? null;
}

/** Only trials may run without limits: LAB needs a sandbox brand. */
export function isPolicyAllowed(id: PolicyId, isSandbox: boolean): boolean {
  return id !== 'LAB' || isSandbox;
}
