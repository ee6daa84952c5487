import { color, font, motion, shadow, shape, space, type } from './index.ts';

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The tokens as CSS variables: `--zh-color-ink`, `--zh-space-two`, `--zh-type-text` with `--zh-lead-text` as its line height. */
export function cssVariables(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(color)) found[`--zh-color-${kebab(name)}`] = value;
  for (const [name, value] of Object.entries(space)) found[`--zh-space-${kebab(name)}`] = `${value}px`;
  for (const [name, value] of Object.entries(shape)) found[`--zh-${kebab(name)}`] = `${value}px`;
  for (const [name, value] of Object.entries(shadow)) found[`--zh-shadow-${kebab(name)}`] = value;
  for (const [name, value] of Object.entries(motion)) found[`--zh-motion-${kebab(name)}`] = `${value}ms`;
  for (const [name, [size, line]] of Object.entries(type)) {
    found[`--zh-type-${name}`] = `${size}px`;
    found[`--zh-lead-${name}`] = `${line}px`;
  }
  found['--zh-font'] = font.family;
  found['--zh-font-latin'] = font.latin;
  found['--zh-font-mono'] = font.mono;
  found['--zh-regular'] = String(font.regular);
  found['--zh-medium'] = String(font.medium);
  found['--zh-strong'] = String(font.strong);
  return found;
}

/** Puts the variables on the document. Called once, before the first render. */
export function installTokens(document: Document): void {
  for (const [name, value] of Object.entries(cssVariables())) document.documentElement.style.setProperty(name, value);
}
