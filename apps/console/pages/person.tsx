import { useMay } from '../../../ui/app/context.tsx';
import { personName } from '../../../ui/format/name.ts';
import { PersonMoney } from '../features/money/person-money.tsx';
import { PersonCommissions } from '../features/orders/person-commissions.tsx';
import { PersonPage } from '../features/relations/person-page.tsx';

/** A person with their money: relations, money and the orders it comes from meet here. */
export function PersonWithMoney() {
  const maySee = useMay('seeMoney');
  if (!maySee) return <PersonPage />;
  return (
    <PersonPage
      money={(person) => {
        const who = { personId: person.id, name: personName(person) };
        return <PersonMoney {...who} earned={<PersonCommissions {...who} />} />;
      }}
    />
  );
}
