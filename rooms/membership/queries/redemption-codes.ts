import type { Ctx } from '../../../kit/ctx.ts';
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

/** The code that six digits said aloud stand for, if anybody has them. */
export async function codeOfDigits(ctx: Ctx, digits: string): Promise<RedemptionCode | null> {
  const row = await ctx.sql.maybe<{ code: string }>`
    SELECT spoken_code.code
      FROM membership.spoken_code AS spoken_code
     WHERE spoken_code.tenant_id = ${ctx.tenantId} AND spoken_code.digits = ${digits}`;
  return row && codeOfText(ctx, row.code);
}
