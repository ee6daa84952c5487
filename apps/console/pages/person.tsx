import { useMay } from '../../../ui/app/context.tsx';
import { personName } from '../../../ui/format/name.ts';
import { PersonMembership } from '../features/membership/person-membership.tsx';
import { PersonMoney } from '../features/money/person-money.tsx';
import { PersonCommissions } from '../features/orders/person-commissions.tsx';
import { PersonOutlook } from '../features/prediction/person-outlook.tsx';
import { PersonPage, type Person } from '../features/relations/person-page.tsx';

const outlook = (person: Person) => <PersonOutlook personId={person.id} />;
const membership = (person: Person) => <PersonMembership personId={person.id} />;

/** A person with their membership and money: relations, cards, money and the orders it comes from meet here. */
export function WholePerson() {
  const maySee = useMay('seeMoney');
  if (!maySee) return <PersonPage membership={membership} outlook={outlook} />;
  return (
    <PersonPage
      membership={membership}
      outlook={outlook}
      money={(person) => {
        const who = { personId: person.id, name: personName(person) };
        return <PersonMoney {...who} earned={<PersonCommissions {...who} />} />;
      }}
    />
  );
}
