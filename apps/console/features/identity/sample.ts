import type { Client } from '../../../../sdk/index.ts';

/** Makes the sample brand when it is missing and answers its slug. */
export async function openSample(client: Client): Promise<string> {
  const brand = await client.brands.openSample();
  return brand.slug;
}

/**
 * An address for a brand from its name: latin letters and digits as they are; a name without any becomes `brand`.
 * A number is added while it is taken.
 */
export function slugOf(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  const base = plain || 'brand';
  let slug = base;
  for (let count = 2; taken.includes(slug); count++) slug = `${base}-${count}`;
  return slug;
}

/** Whether an owner's own address can be one: small latin letters, digits, and dashes between them. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(text);
}
