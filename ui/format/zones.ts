/** Time zones a brand can be in, the present one always among them. */
export function timeZones(present: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(present) ? known : [present, ...known];
}
