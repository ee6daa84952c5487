import { ShareDeal } from '../features/deal/share-deal.tsx';
import { SharePage } from '../features/share/share-page.tsx';

/** What a person shares, with what friends and they themselves get for it. */
export function ShareWithDeal() {
  return <SharePage deal={<ShareDeal />} />;
}
