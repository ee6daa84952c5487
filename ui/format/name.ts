/** What screens call a person: their name, else the id their brand gave them, else the tail of ours. Control characters are dropped. */
export function personName(person: { id: string; externalId?: string | null; name?: string | null }): string {
  const name = clean(person.name);
  if (name) return name;
  const external = clean(person.externalId);
  return external || `…${person.id.slice(-6)}`;
}

// Direction overrides and controls could turn the text around a name; names that are right-to-left by nature stay as they are.
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const unsafe = /[\u0000-\u001F\u007F\u202A-\u202E\u2066-\u2069]/g;

function clean(text: string | null | undefined): string {
  return (text ?? '').replace(unsafe, '').trim();
}
