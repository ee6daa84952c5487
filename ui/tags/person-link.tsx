import { Go } from '../app/go.tsx';
import { personName } from '../format/name.ts';

/** A person by name, leading to their page. The name is isolated, so right-to-left names do not turn the line. */
export function PersonLink({ person }: { person: { id: string; externalId: string | null; name: string | null } }) {
  const name = personName(person);
  return (
    <Go to={`people/${person.id}`} className="zh-link zh-cut" title={name}>
      <bdi>{name}</bdi>
    </Go>
  );
}
