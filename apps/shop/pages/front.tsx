import { FrontPage } from '../features/shop/front-page.tsx';
import { Friend } from './friend.tsx';

/** The front of the shop with what a friend brought the visitor. */
export function FrontWithFriend() {
  return <FrontPage friend={<Friend />} />;
}
