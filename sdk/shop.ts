import type { z } from 'zod';
import type * as catalog from '../rooms/catalog/api.ts';
import type * as cards from '../rooms/membership/api.ts';
import type * as relations from '../rooms/relations/api.ts';
import type * as orders from '../rooms/orders/api.ts';
import type * as pricing from '../rooms/pricing/api.ts';
import type * as partners from '../rooms/partners/api.ts';
import type * as points from '../rooms/points/api.ts';
import type * as shapes from '../kit/http/shapes.ts';
import { del, get, getFile, patch, post, type Endpoint } from './endpoint.ts';
import { transportOf, type ClientOptions, type Transport } from './transport.ts';

export { ApiProblem } from './transport.ts';
export type { CallOptions, Page } from './transport.ts';

type Reply<T extends z.ZodType> = z.output<T>;
type Body<T extends z.ZodType> = z.input<T>;
type Query<T extends z.ZodType> = { [K in keyof z.output<T>]?: z.output<T>[K] | undefined };
type PageQuery = Query<typeof shapes.pageQuery>;

/** What a brand's shop asks the server: everything the visitor sees, and what is their own once they are signed in. */
export const shopEndpoints = {
  askCode: post<Body<typeof relations.askCode>, Reply<typeof relations.askedCode>>()('/shop/{brand}/sign-in/codes'),
  signIn: post<Body<typeof relations.shopSignIn>, Reply<typeof relations.shopSignedIn>>()('/shop/{brand}/sign-in'),
  doors: get<null, Reply<typeof relations.shopDoors>>()('/shop/{brand}/sign-in'),
  /** Redirects to WeChat, back from it, and the page that plays it in sandbox brands: addresses for the browser itself. */
  leaveForWechat: getFile<{ to?: string | undefined; mine?: boolean | undefined }>()('/shop/{brand}/sign-in/wechat'),
  returnFromWechat: getFile<{ code: string; state: string }>()('/shop/{brand}/sign-in/wechat/return'),
  wechatSimulator: getFile<{ state: string }>()('/shop/{brand}/sign-in/wechat/simulator'),
  takePhone: post<Body<typeof relations.takePhone>, Reply<typeof relations.shopMe>>()('/shop/{brand}/me/phone'),
  signOut: post<object, null>()('/shop/{brand}/sign-out'),
  myPoints: get<null, Reply<typeof points.myPoints>>()('/shop/{brand}/me/points'),
  pointsHistory: get<PageQuery, Reply<typeof points.movementList>>()('/shop/{brand}/me/points/history'),
  checkIn: post<object, Reply<typeof points.checkIn>>()('/shop/{brand}/me/check-ins'),
  front: get<null, Reply<typeof pricing.shopFront>>()('/shop/{brand}/front'),
  product: get<null, Reply<typeof pricing.shopProductDetail>>()('/shop/{brand}/products/{id}'),
  reviews: get<PageQuery, Reply<typeof orders.reviewList>>()('/shop/{brand}/products/{id}/reviews'),
  claim: post<object, Reply<typeof catalog.giving>>()('/shop/{brand}/products/{id}/claim'),
  givings: get<PageQuery, Reply<typeof catalog.givingList>>()('/shop/{brand}/givings'),
  happyDeal: get<Query<typeof relations.introducerQuery>, Reply<typeof pricing.shopDeal>>()('/shop/{brand}/happy-deal'),
  takeGift: post<object, Reply<typeof pricing.shopDeal>>()('/shop/{brand}/happy-deal/gift'),
  feed: get<null, Reply<typeof orders.shopFeed>>()('/shop/{brand}/feed'),
  quote: post<Body<typeof pricing.askShopQuote>, Reply<typeof pricing.shopQuote>>()('/shop/{brand}/quote'),
  placeOrder: post<Body<typeof orders.placeShopOrder>, Reply<typeof orders.shopOrder>>()('/shop/{brand}/orders'),
  orders: get<PageQuery, Reply<typeof orders.shopOrderList>>()('/shop/{brand}/orders'),
  order: get<null, Reply<typeof orders.shopOrder>>()('/shop/{brand}/orders/{id}'),
  pay: post<Body<typeof orders.payShopOrder>, Reply<typeof orders.shopPayment>>()('/shop/{brand}/orders/{id}/pay'),
  payment: get<null, Reply<typeof orders.shopPayment>>()('/shop/{brand}/payments/{id}'),
  /** In a trial shop: pays, or fails to, at the built-in provider. */
  actInTest: post<Body<typeof orders.actOnShopPayment>, Reply<typeof orders.shopPayment>>()('/shop/{brand}/payments/{id}/test'),
  cancelOrder: post<object, Reply<typeof orders.shopOrder>>()('/shop/{brand}/orders/{id}/cancel'),
  confirmReceipt: post<object, Reply<typeof orders.shopOrder>>()('/shop/{brand}/orders/{id}/confirm-receipt'),
  askRefund: post<Body<typeof orders.askRefund>, Reply<typeof orders.refundRequest>>()('/shop/{brand}/orders/{id}/refund-requests'),
  review: post<Body<typeof orders.reviewInput>, Reply<typeof orders.review>>()('/shop/{brand}/orders/{id}/reviews'),
  addresses: get<null, Reply<typeof orders.addressList>>()('/shop/{brand}/addresses'),
  addAddress: post<Body<typeof orders.addressInput>, Reply<typeof orders.address>>()('/shop/{brand}/addresses'),
  changeAddress: patch<Body<typeof orders.addressChange>, Reply<typeof orders.address>>()('/shop/{brand}/addresses/{id}'),
  removeAddress: del<null, null>()('/shop/{brand}/addresses/{id}'),
  me: get<null, Reply<typeof relations.shopMe>>()('/shop/{brand}/me'),
  makeLink: post<Body<typeof relations.makeLink>, Reply<typeof relations.shareLink>>()('/shop/{brand}/me/links'),
  shares: get<Query<typeof relations.mySharesQuery>, Reply<typeof relations.myShares>>()('/shop/{brand}/me/shares'),
  introducer: get<Query<typeof relations.introducerQuery>, Reply<typeof relations.introducer>>()('/shop/{brand}/introducer'),
  picture: getFile<null>()('/shop/{brand}/pictures/{id}'),
  poster: getFile<null>()('/shop/{brand}/posters/{id}'),
  /** One tap of the friend; the introducer reads it in their inbox. */
  thankIntroducer: post<Body<typeof relations.thankIntroducer>, Reply<typeof relations.introducer>>()('/shop/{brand}/introducer/thanks'),
  arrive: post<Body<typeof relations.arrive>, Reply<typeof relations.introducer>>()('/shop/{brand}/arrivals'),
  myData: get<null, Reply<typeof relations.myData>>()('/shop/{brand}/me/data'),
  askCopy: post<object, Reply<typeof relations.myData>>()('/shop/{brand}/me/data/copy'),
  /** A file: JSON for another program, CSV to read. */
  dataCopy: getFile<Query<typeof relations.copyQuery>>()('/shop/{brand}/me/data/copy'),
  askErasure: post<Body<typeof relations.askErasure>, Reply<typeof relations.myData>>()('/shop/{brand}/me/data/erasure'),
  keepAccount: post<object, Reply<typeof relations.myData>>()('/shop/{brand}/me/data/erasure/withdraw'),
  changeMe: patch<Body<typeof relations.changeMe>, Reply<typeof relations.shopMe>>()('/shop/{brand}/me'),
  ceremony: get<null, Reply<typeof cards.ownCeremony>>()('/shop/{brand}/me/ceremony'),
  takeStep: post<Body<typeof cards.doStep>, Reply<typeof cards.ownCeremony>>()('/shop/{brand}/me/ceremony/steps'),
  inbox: get<{ limit?: number | undefined; cursor?: string | undefined }, Reply<typeof cards.inbox>>()('/shop/{brand}/me/inbox'),
  readInbox: post<object, Reply<typeof cards.readNotices>>()('/shop/{brand}/me/inbox/read'),
  answerNotice: post<object, Reply<typeof cards.notice>>()('/shop/{brand}/me/inbox/{id}/answer'),
  privileges: get<null, Reply<typeof cards.privilegeShelf>>()('/shop/{brand}/privileges'),
  membership: get<null, Reply<typeof cards.ownMembership>>()('/shop/{brand}/me/membership'),
  seePaidForItself: post<object, Reply<typeof cards.ownMembership>>()('/shop/{brand}/me/membership/seen'),
  badges: get<null, Reply<typeof cards.badges>>()('/shop/{brand}/me/badges'),
  leaderboard: get<null, Reply<typeof cards.leaderboard>>()('/shop/{brand}/leaderboard'),
  cards: get<PageQuery, Reply<typeof cards.cardList>>()('/shop/{brand}/cards'),
  myCards: get<PageQuery, Reply<typeof cards.memberCardList>>()('/shop/{brand}/me/cards'),
  wallet: get<null, Reply<typeof cards.wallet>>()('/shop/{brand}/me/card'),
  showCode: post<Body<typeof cards.askCode>, Reply<typeof cards.shownCode>>()('/shop/{brand}/me/redemptions/code'),
  incomeDisclosure: get<null, Reply<typeof partners.incomeDisclosure>>()('/shop/{brand}/income-disclosure'),
  partnerPlan: get<null, Reply<typeof partners.partnerPlan>>()('/shop/{brand}/partner-plan'),
  myPartnership: get<null, Reply<typeof partners.myPartnership>>()('/shop/{brand}/me/partner'),
  applyAsPartner: post<Body<typeof partners.applyAsPartner>, Reply<typeof partners.myPartnership>>()(
    '/shop/{brand}/me/partner-application',
  ),
  acceptInvitation: post<Body<typeof partners.acceptInvitation>, Reply<typeof partners.myPartnership>>()(
    '/shop/{brand}/me/partner-invitation/accept',
  ),
  declineInvitation: post<object, Reply<typeof partners.myPartnership>>()('/shop/{brand}/me/partner-invitation/decline'),
  myPeople: get<PageQuery, Reply<typeof partners.myPeople>>()('/shop/{brand}/me/people'),
  myTeam: get<PageQuery, Reply<typeof partners.myTeam>>()('/shop/{brand}/me/team'),
  lessons: get<null, Reply<typeof partners.myLessonList>>()('/shop/{brand}/me/lessons'),
  lesson: get<null, Reply<typeof partners.myLesson>>()('/shop/{brand}/me/lessons/{id}'),
  sitLesson: post<Body<typeof partners.sitLesson>, Reply<typeof partners.satLesson>>()('/shop/{brand}/me/lessons/{id}/attempts'),
  materials: get<null, Reply<typeof partners.myMaterialList>>()('/shop/{brand}/me/materials'),
  leads: get<Query<typeof partners.leadsQuery>, Reply<typeof partners.myLeads>>()('/shop/{brand}/me/leads'),
  teamNotices: get<PageQuery, Reply<typeof partners.myTeamNotices>>()('/shop/{brand}/me/team-notices'),
  readTeamNotices: post<object, Reply<typeof partners.myTeamNotices>>()('/shop/{brand}/me/team-notices/read'),
  teamTasks: get<PageQuery, Reply<typeof partners.myTeamTasks>>()('/shop/{brand}/me/team-tasks'),
  tickTeamTask: post<Body<typeof partners.tickTeamTask>, Reply<typeof partners.myTeamTask>>()('/shop/{brand}/me/team-tasks/{id}/tick'),
  tellOutcome: post<Body<typeof partners.tellOutcome>, Reply<typeof partners.myLead>>()('/shop/{brand}/me/leads/{id}/outcome'),
  purse: get<null, Reply<typeof partners.myPurse>>()('/shop/{brand}/me/purse'),
  earnings: get<Query<typeof partners.personCommissionsQuery>, Reply<typeof partners.myEarnings>>()('/shop/{brand}/me/earnings'),
  statements: get<Query<typeof partners.statementsQuery>, Reply<typeof partners.statementList>>()('/shop/{brand}/me/statements'),
  statement: get<Query<typeof partners.statementQuery>, Reply<typeof partners.myStatement>>()('/shop/{brand}/me/statement'),
  payee: get<null, Reply<typeof partners.myPayee>>()('/shop/{brand}/me/payee'),
  updatePayee: patch<Body<typeof partners.updatePayee>, Reply<typeof partners.myPayee>>()('/shop/{brand}/me/payee'),
  /** With `{ dryRun: true }` in the options it only says what tax and fee would take. */
  askWithdrawal: post<Body<typeof partners.askWithdrawal>, Reply<typeof partners.myWithdrawal>>()('/shop/{brand}/me/withdrawals'),
  withdrawals: get<PageQuery, Reply<typeof partners.myWithdrawals>>()('/shop/{brand}/me/withdrawals'),
};

type Endpoints = typeof shopEndpoints;
type Callable<T> = T extends Endpoint<infer Call> ? Call : never;

export type ShopClient = { readonly [Name in keyof Endpoints]: Callable<Endpoints[Name]> };

/** A client of one brand's shop; the cookie of the browser says who is signed in. */
export function createShopClient(brand: string, options: Omit<ClientOptions, 'key' | 'brand'> = {}): ShopClient {
  const transport = inBrand(transportOf(options), brand);
  const bound = Object.entries(shopEndpoints).map(([name, endpoint]) => [name, endpoint.bind(transport)]);
  // Names and methods are those of the table above, one by one; a mapped type cannot follow a loop over them.
  return Object.fromEntries(bound) as unknown as ShopClient;
}

function inBrand(transport: Transport, brand: string): Transport {
  const address = (path: string): string => path.replace('{brand}', encodeURIComponent(brand));
  return {
    send: async (method, path, request) => await transport.send(method, address(path), request),
    json: async (method, path, request) => await transport.json(method, address(path), request),
  };
}
