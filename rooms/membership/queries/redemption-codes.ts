import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { isSignedHere, signBytes } from '../../../kit/secrets/index.ts';
import { codeBytes, codeText, readCode, type RedemptionCode } from '../model/redemption-code.ts';

/** What codes are signed for: one of another brand is none. */
export function codePlace(ctx: Ctx): string {
  return `redemption codes of ${ctx.tenantId}`;
}

/** The text of a code, signed. */
export function signedCode(ctx: Ctx, code: RedemptionCode): string {
  const bytes = codeBytes(code);
  return codeText(bytes, signBytes(bytes, codePlace(ctx)));
}

/** What a text says if it is a code of this brand, whether or not its minute is over. */
export function codeOfText(ctx: Ctx, text: string): RedemptionCode | null {
  const read = readCode(text);
  return read && isSignedHere(read.bytes, read.signature, codePlace(ctx)) ? read.code : null;
}

/** The codes that six digits said aloud stand for, by the digits; those nobody has are left out. */
export async function codesOfDigits(ctx: Ctx, digits: readonly string[]): Promise<Map<string, RedemptionCode>> {
  if (digits.length === 0) return new Map();
  const rows = await ctx.sql<{ digits: string; code: string }>`
    SELECT spoken_code.digits, spoken_code.code
      FROM membership.spoken_code AS spoken_code
     WHERE spoken_code.tenant_id = ${ctx.tenantId} AND spoken_code.digits = ANY(${plainArray(digits)}::text[])`;
  return new Map(
    rows.flatMap((row) => {
      const code = codeOfText(ctx, row.code);
      return code ? [[row.digits, code] as const] : [];
    }),
  );
}
