import { useMay } from '../../../ui/app/context.tsx';
import { personName } from '../../../ui/format/name.ts';
import { PersonMoney } from '../features/money/person-money.tsx';
import { PersonPage } from '../features/relations/person-page.tsx';

/** A person with their money: relations and money meet here. */
export function PersonWithMoney() {
  const maySee = useMay('seeMoney');
  return <PersonPage {...(maySee ? { money: (person) => <PersonMoney personId={person.id} name={personName(person)} /> } : {})} />;
}
