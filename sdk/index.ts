import type { z } from 'zod';
import type * as analytics from '../rooms/analytics/api.ts';
import type * as channels from '../rooms/channels/api.ts';
import type * as identity from '../rooms/identity/api.ts';
import type * as imports from '../rooms/imports/api.ts';
import type * as ledger from '../rooms/ledger/api.ts';
import type * as points from '../rooms/points/api.ts';
import type * as membership from '../rooms/membership/api.ts';
import type * as pricing from '../rooms/pricing/api.ts';
import type * as orders from '../rooms/orders/api.ts';
import type * as partners from '../rooms/partners/api.ts';
import type * as payments from '../rooms/payments/api.ts';
import type * as relations from '../rooms/relations/api.ts';
import type * as shapes from '../kit/http/shapes.ts';
import type * as webhooks from '../kit/webhooks/api.ts';
import { del, get, getFile, patch, post, postBytes, type Endpoint } from './endpoint.ts';
import { figureEndpoints } from './figures.ts';
import { joiningEndpoints } from './joining.ts';
import { measuringEndpoints } from './measuring.ts';
import { goodsEndpoints } from './goods.ts';
import { planningEndpoints } from './planning.ts';
import { transportOf, type CallOptions, type ClientOptions, type Page, type Transport } from './transport.ts';

export { ApiProblem } from './transport.ts';
export type { CallOptions, ClientOptions, Page };
export type { Problem } from '../kit/http/shapes.ts';

/** What a reply holds, what a body may hold, and the filters a list takes (all may be left out). */
type Reply<T extends z.ZodType> = z.output<T>;
type Body<T extends z.ZodType> = z.input<T>;
type Query<T extends z.ZodType> = { [K in keyof z.output<T>]?: z.output<T>[K] | undefined };

type PageQuery = Query<typeof shapes.pageQuery>;
type Period = Query<typeof shapes.periodQuery>;

/** Every route of the API, grouped by what it is about. Paths stand below `/api/v1`. */
export const endpoints = {
  session: {
    get: get<null, Reply<typeof identity.session>>()('/session'),
    signIn: post<Body<typeof identity.signIn>, Reply<typeof identity.session>>()('/session'),
    /** `{ everywhere: true }` in the query ends all sessions of the account. */
    signOut: del<{ everywhere?: boolean | undefined }, Reply<typeof identity.session>>()('/session'),
    setUp: post<Body<typeof identity.setUp>, Reply<typeof identity.session>>()('/session/set-up'),
    changePassword: patch<Body<typeof identity.changePassword>, Reply<typeof identity.session>>()('/session/password'),
  },
  brands: {
    list: get<PageQuery, Reply<typeof identity.brandList>>()('/brands'),
    create: post<Body<typeof identity.createBrand>, Reply<typeof identity.brand>>()('/brands'),
    openSample: post<Body<typeof identity.sampleBrand>, Reply<typeof identity.brand>>()('/brands/sample'),
  },
  brand: {
    get: get<null, Reply<typeof identity.brand>>()('/brand'),
    update: patch<Body<typeof identity.updateBrand>, Reply<typeof identity.brand>>()('/brand'),
  },
  staff: {
    list: get<PageQuery, Reply<typeof identity.staffList>>()('/staff'),
    invite: post<Body<typeof identity.inviteStaff>, Reply<typeof identity.invited>>()('/staff'),
    update: patch<Body<typeof identity.updateStaff>, Reply<typeof identity.staffMember>>()('/staff/{id}'),
    remove: del<null, null>()('/staff/{id}'),
  },
  keys: {
    list: get<PageQuery, Reply<typeof identity.keyList>>()('/keys'),
    create: post<Body<typeof identity.createKey>, Reply<typeof identity.createdKey>>()('/keys'),
    revoke: del<null, null>()('/keys/{id}'),
  },
  channelAccounts: {
    list: get<PageQuery, Reply<typeof channels.channelAccountList>>()('/channel-accounts'),
    create: post<Body<typeof channels.createChannelAccount>, Reply<typeof channels.channelAccount>>()('/channel-accounts'),
    remove: del<null, null>()('/channel-accounts/{id}'),
  },
  audit: {
    list: get<PageQuery, Reply<typeof identity.auditList>>()('/audit'),
  },
  ledger: {
    trialBalance: get<Query<typeof ledger.trialBalanceQuery>, Reply<typeof ledger.trialBalance>>()('/ledger/trial-balance'),
    journal: get<Query<typeof ledger.journalQuery>, Reply<typeof ledger.journalList>>()('/ledger/journal'),
  },
  sandbox: {
    setClock: post<Body<typeof identity.setClock>, Reply<typeof identity.clock>>()('/sandbox/clock'),
  },
  people: {
    privileges: get<null, Reply<typeof membership.heldPrivileges>>()('/people/{id}/privileges'),
    tiers: get<null, Reply<typeof membership.tierHistory>>()('/people/{id}/tiers'),
    list: get<Query<typeof analytics.peopleQuery>, Reply<typeof analytics.peopleList>>()('/people'),
    create: post<Body<typeof relations.createPerson>, Reply<typeof relations.person>>()('/people'),
    get: get<null, Reply<typeof relations.person>>()('/people/{id}'),
    update: patch<Body<typeof relations.updatePerson>, Reply<typeof relations.person>>()('/people/{id}'),
    relations: get<null, Reply<typeof relations.relations>>()('/people/{id}/relations'),
    bonds: get<null, Reply<typeof relations.bonds>>()('/people/{id}/bonds'),
    changeAttribution: post<Body<typeof relations.changeAttribution>, Reply<typeof relations.bonds>>()('/people/{id}/attribution'),
    setSponsor: post<Body<typeof relations.setSponsor>, Reply<typeof relations.bonds>>()('/people/{id}/sponsor'),
    directs: get<Query<typeof relations.directsQuery>, Reply<typeof relations.directList>>()('/people/{id}/directs'),
    /** the links they share, and how often each was opened */
    links: get<null, Reply<typeof relations.shareLinkList>>()('/people/{id}/links'),
    worth: get<null, Reply<typeof analytics.worth>>()('/people/{id}/worth'),
    prediction: get<{ horizon?: number }, Reply<typeof analytics.personPrediction>>()('/people/{id}/prediction'),
    chain: get<null, Reply<typeof analytics.chain>>()('/people/{id}/chain'),
    worthOrders: get<Query<typeof analytics.worthOrdersQuery>, Reply<typeof orders.orderList>>()('/people/{id}/worth/orders'),
    timeline: get<PageQuery, Reply<typeof analytics.timelineList>>()('/people/{id}/timeline'),
    orders: get<PageQuery, Reply<typeof orders.orderList>>()('/people/{id}/orders'),
    stages: get<PageQuery, Reply<typeof relations.stageChangeList>>()('/people/{id}/stages'),
    balances: get<null, Reply<typeof ledger.balances>>()('/people/{id}/balances'),
    commissions: get<Query<typeof partners.personCommissionsQuery>, Reply<typeof partners.personCommissionList>>()(
      '/people/{id}/commissions',
    ),
    /** With `{ dryRun: true }` in the options it only says what would happen. */
    withdraw: post<Body<typeof partners.requestWithdrawal>, Reply<typeof partners.withdrawal>>()('/people/{id}/withdrawals'),
    withdrawals: get<Query<typeof partners.withdrawalsQuery>, Reply<typeof partners.withdrawalList>>()('/people/{id}/withdrawals'),
    statements: get<Query<typeof partners.statementsQuery>, Reply<typeof partners.statementList>>()('/people/{id}/statements'),
    statement: get<Query<typeof partners.statementQuery>, Reply<typeof partners.statementWithLines>>()('/people/{id}/statement'),
    statementCsv: getFile<Query<typeof partners.statementQuery>>()('/people/{id}/statement.csv'),
    /** The days on which commissions are released, as a calendar file. */
    releases: getFile<null>()('/people/{id}/releases.ics'),
    payee: get<null, Reply<typeof partners.payee>>()('/people/{id}/payee'),
    updatePayee: patch<Body<typeof partners.updatePayee>, Reply<typeof partners.payee>>()('/people/{id}/payee'),
    inviteMember: post<object, Reply<typeof membership.memberInvitation>>()('/people/{id}/membership-invitation'),
    invitePartner: post<Body<typeof partners.invitePartner>, Reply<typeof partners.partnerApplication>>()(
      '/people/{id}/partner-invitation',
    ),
    revealPayee: post<object, Reply<typeof partners.revealedPayee>>()('/people/{id}/payee/reveal'),
    /** With `{ dryRun: true }` in the options it only says what would happen. */
    merge: post<Body<typeof relations.mergePeople>, Reply<typeof relations.mergePreview>>()('/people/{id}/merge'),
    /** Everything the brand holds about the person, as a JSON document to save. */
    export: getFile<null>()('/people/{id}/export'),
    /** With `{ dryRun: true }` in the options it only says what would happen. */
    erase: post<object, Reply<typeof relations.erased>>()('/people/{id}/erase'),
    /** The people list with its filters as a CSV file. */
    exportCsv: getFile<Query<typeof analytics.peopleQuery>>()('/people/export.csv'),
  },
  sources: {
    list: get<PageQuery, Reply<typeof relations.sourceList>>()('/sources'),
  },
  referrals: {
    create: post<Body<typeof relations.createReferral>, Reply<typeof relations.referral>>()('/referrals'),
  },
  touches: {
    create: post<Body<typeof relations.createTouch>, Reply<typeof relations.touch>>()('/touches'),
  },
  ...goodsEndpoints,
  points: {
    rules: get<null, Reply<typeof points.pointsRules>>()('/points-rules'),
    updateRules: patch<Body<typeof points.updatePointsRules>, Reply<typeof points.pointsRules>>()('/points-rules'),
    liability: get<null, Reply<typeof points.pointsLiability>>()('/points/liability'),
    ofPerson: get<null, Reply<typeof points.personPoints>>()('/people/{id}/points'),
    history: get<PageQuery, Reply<typeof points.movementList>>()('/people/{id}/points/history'),
    adjust: post<Body<typeof points.adjustPoints>, Reply<typeof points.personPoints>>()('/people/{id}/points/adjustments'),
  },
  ceremony: {
    get: get<null, Reply<typeof membership.ceremony>>()('/ceremony'),
    write: patch<Body<typeof membership.writeCeremony>, Reply<typeof membership.ceremony>>()('/ceremony'),
    dropDraft: del<null, null>()('/ceremony/draft'),
  },
  /** what is sent for a rise, an anniversary, a first friend, a signing, a farewell */
  letters: {
    list: get<null, Reply<typeof membership.letters>>()('/ceremony/letters'),
    write: patch<Body<typeof membership.writeLetter>, Reply<typeof membership.letters>>()('/ceremony/letters'),
  },
  outlets: {
    list: get<Query<typeof membership.outletsQuery>, Reply<typeof membership.outletList>>()('/outlets'),
    create: post<Body<typeof membership.createOutlet>, Reply<typeof membership.outlet>>()('/outlets'),
    update: patch<Body<typeof membership.updateOutlet>, Reply<typeof membership.outlet>>()('/outlets/{id}'),
    lease: post<Body<typeof membership.takeLease>, Reply<typeof membership.lease>>()('/outlets/{id}/lease'),
  },
  redemptions: {
    list: get<Query<typeof membership.redemptionsQuery>, Reply<typeof membership.redemptionList>>()('/redemptions'),
    create: post<Body<typeof membership.redeem>, Reply<typeof membership.redemption>>()('/redemptions'),
    sync: post<Body<typeof membership.syncRedemptions>, Reply<typeof membership.synced>>()('/redemptions/sync'),
    exceptions: get<Query<typeof membership.exceptionsQuery>, Reply<typeof membership.exceptionList>>()('/redemption-exceptions'),
  },
  privileges: {
    list: get<null, Reply<typeof membership.privilegeMatrix>>()('/privileges'),
    create: post<Body<typeof membership.createPrivilege>, Reply<typeof membership.privilege>>()('/privileges'),
    update: patch<Body<typeof membership.updatePrivilege>, Reply<typeof membership.privilege>>()('/privileges/{id}'),
    use: post<Body<typeof membership.usePrivilege>, Reply<typeof membership.heldPrivileges>>()('/privileges/{id}/uses'),
    undoUse: post<Body<typeof membership.usePrivilege>, Reply<typeof membership.heldPrivileges>>()('/privileges/{id}/uses/undo'),
  },
  tiers: {
    list: get<null, Reply<typeof membership.tierList>>()('/tiers'),
    create: post<Body<typeof membership.createTier>, Reply<typeof membership.tier>>()('/tiers'),
    update: patch<Body<typeof membership.updateTier>, Reply<typeof membership.tier>>()('/tiers/{id}'),
  },
  ...measuringEndpoints,
  ...planningEndpoints,
  ...joiningEndpoints,
  prices: {
    quote: get<Query<typeof pricing.quoteQuery> & { product: string }, Reply<typeof pricing.quote>>()('/prices/quote'),
    quoteOrder: post<Body<typeof pricing.askQuote>, Reply<typeof pricing.quote>>()('/prices/quote'),
    memberClashes: get<null, Reply<typeof pricing.memberClashList>>()('/prices/member-clashes'),
  },
  cards: {
    list: get<Query<typeof membership.cardsQuery>, Reply<typeof membership.cardList>>()('/cards'),
    create: post<Body<typeof membership.createCard>, Reply<typeof membership.card>>()('/cards'),
    get: get<null, Reply<typeof membership.card>>()('/cards/{id}'),
    update: patch<Body<typeof membership.updateCard>, Reply<typeof membership.card>>()('/cards/{id}'),
    economics: get<null, Reply<typeof membership.cardEconomics>>()('/cards/{id}/economics'),
  },
  memberCards: {
    list: get<Query<typeof membership.memberCardsQuery>, Reply<typeof membership.memberCardList>>()('/member-cards'),
    get: get<null, Reply<typeof membership.memberCard>>()('/member-cards/{id}'),
    freeze: post<object, Reply<typeof membership.memberCard>>()('/member-cards/{id}/freeze'),
    unfreeze: post<object, Reply<typeof membership.memberCard>>()('/member-cards/{id}/unfreeze'),
    refund: post<Body<typeof membership.refundCard>, Reply<typeof membership.memberCard>>()('/member-cards/{id}/refund'),
    give: post<Body<typeof membership.giveCard>, Reply<typeof membership.memberCard>>()('/member-cards/{id}/give'),
  },
  priceRules: {
    list: get<Query<typeof pricing.rulesQuery>, Reply<typeof pricing.priceRuleList>>()('/price-rules'),
    create: post<Body<typeof pricing.createPriceRule>, Reply<typeof pricing.priceRule>>()('/price-rules'),
    get: get<null, Reply<typeof pricing.priceRule>>()('/price-rules/{id}'),
    update: patch<Body<typeof pricing.updatePriceRule>, Reply<typeof pricing.priceRule>>()('/price-rules/{id}'),
    end: del<null, null>()('/price-rules/{id}'),
  },
  happyDeal: {
    read: get<null, Reply<typeof pricing.happyDeal>>()('/happy-deal'),
    /** With `{ dryRun: true }` nothing changes: the answer says what it would come to. */
    update: patch<Body<typeof pricing.updateHappyDeal>, Reply<typeof pricing.happyDeal>>()('/happy-deal'),
  },
  giftPromises: {
    list: get<Query<typeof pricing.giftPromiseQuery>, Reply<typeof pricing.giftPromiseList>>()('/gift-promises'),
    give: post<Body<typeof pricing.giveGift>, Reply<typeof pricing.giftPromise>>()('/gift-promises/{id}/give'),
    decline: post<Body<typeof pricing.declineGift>, Reply<typeof pricing.giftPromise>>()('/gift-promises/{id}/decline'),
  },
  coupons: {
    list: get<Query<typeof pricing.couponsQuery>, Reply<typeof pricing.couponList>>()('/coupons'),
    create: post<Body<typeof pricing.createCoupon>, Reply<typeof pricing.coupon>>()('/coupons'),
    get: get<null, Reply<typeof pricing.coupon>>()('/coupons/{id}'),
    update: patch<Body<typeof pricing.updateCoupon>, Reply<typeof pricing.coupon>>()('/coupons/{id}'),
    end: del<null, null>()('/coupons/{id}'),
  },
  orderSettings: {
    get: get<null, Reply<typeof orders.orderSettings>>()('/order-settings'),
    update: patch<Body<typeof orders.updateOrderSettings>, Reply<typeof orders.orderSettings>>()('/order-settings'),
  },
  refundRequests: {
    list: get<Query<typeof orders.refundRequestsQuery>, Reply<typeof orders.refundRequestInConsoleList>>()('/refund-requests'),
    get: get<null, Reply<typeof orders.refundRequestInConsole>>()('/refund-requests/{id}'),
    accept: post<Body<typeof orders.acceptRefundRequest>, Reply<typeof orders.refundRequestInConsole>>()('/refund-requests/{id}/accept'),
    decline: post<Body<typeof orders.declineRefundRequest>, Reply<typeof orders.refundRequestInConsole>>()('/refund-requests/{id}/decline'),
  },
  reviews: {
    list: get<Query<typeof orders.reviewsQuery>, Reply<typeof orders.reviewInConsoleList>>()('/reviews'),
    answer: post<Body<typeof orders.answerReview>, Reply<typeof orders.reviewInConsole>>()('/reviews/{id}/answer'),
    /** Hides the words where a law says so; the stars go on counting. */
    hide: post<Body<typeof orders.hideReview>, Reply<typeof orders.reviewInConsole>>()('/reviews/{id}/hide'),
  },
  orders: {
    list: get<Query<typeof orders.ordersQuery>, Reply<typeof orders.orderList>>()('/orders'),
    get: get<null, Reply<typeof orders.orderWithLines>>()('/orders/{id}'),
    destination: get<null, Reply<typeof orders.destination>>()('/orders/{id}/destination'),
    /** A QR code, a page or what the app needs to pay what is due. */
    openPayment: post<Body<typeof payments.createPaymentIntent>, Reply<typeof payments.paymentIntent>>()('/orders/{id}/payment-intents'),
    paymentIntents: get<PageQuery, Reply<typeof payments.paymentIntentList>>()('/orders/{id}/payment-intents'),
    commissions: get<null, Reply<typeof partners.orderCommissions>>()('/orders/{id}/commissions'),
    /** This and the next three: with `{ dryRun: true }` in the options they only say what would happen. */
    place: post<Body<typeof orders.placeOrder>, Reply<typeof partners.placedOrder>>()('/orders'),
    pay: post<Body<typeof orders.recordPayment>, Reply<typeof orders.payment>>()('/orders/{id}/payments'),
    receive: post<Body<typeof orders.confirmReceipt>, Reply<typeof orders.orderWithLines>>()('/orders/{id}/receipt'),
    refund: post<Body<typeof orders.giveRefund>, Reply<typeof partners.givenRefund>>()('/orders/{id}/refunds'),
    exchange: post<Body<typeof orders.exchangeGoods>, Reply<typeof orders.refund>>()('/orders/{id}/exchanges'),
    cancel: post<Body<typeof orders.cancelOrder>, Reply<typeof orders.orderWithLines>>()('/orders/{id}/cancel'),
    ship: post<Body<typeof orders.shipLines>, Reply<typeof orders.shipment>>()('/orders/{id}/shipments'),
    logService: post<Body<typeof partners.logService>, Reply<typeof partners.serviceAct>>()('/orders/{id}/services'),
    services: get<null, Reply<typeof partners.serviceActList>>()('/orders/{id}/services'),
    claim: post<Body<typeof orders.openClaim>, Reply<typeof orders.claim>>()('/orders/{id}/claims'),
    payments: get<null, Reply<typeof orders.paymentList>>()('/orders/{id}/payments'),
    refunds: get<null, Reply<typeof orders.refundList>>()('/orders/{id}/refunds'),
    shipments: get<null, Reply<typeof orders.shipmentList>>()('/orders/{id}/shipments'),
    claims: get<null, Reply<typeof orders.claimList>>()('/orders/{id}/claims'),
  },
  claims: {
    get: get<null, Reply<typeof orders.claim>>()('/claims/{id}'),
    close: post<Body<typeof orders.closeClaim>, Reply<typeof orders.claim>>()('/claims/{id}/close'),
  },
  refunds: {
    get: get<null, Reply<typeof orders.refund>>()('/refunds/{id}'),
    winChargeback: post<Body<typeof orders.winChargeback>, Reply<typeof orders.refund>>()('/refunds/{id}/chargeback-won'),
  },
  /** Whether payouts stand still because the books were found broken. */
  payoutStop: {
    get: get<null, Reply<typeof partners.payoutStop>>()('/payout-stop'),
    lift: post<Body<typeof partners.acceptBooks>, Reply<typeof partners.payoutStop>>()('/payout-stop/lift'),
  },
  /** Customers handed over by hand who wait for a second person. */
  attributionChanges: {
    list: get<Query<typeof relations.attributionChangesQuery>, Reply<typeof relations.attributionChangeList>>()('/attribution-changes'),
    approve: post<object, Reply<typeof relations.attributionChange>>()('/attribution-changes/{id}/approve'),
    decline: post<Body<typeof relations.declineAttributionChange>, Reply<typeof relations.attributionChange>>()(
      '/attribution-changes/{id}/decline',
    ),
  },
  /** Customers whose partner left: to be given to somebody else. */
  reassignPool: {
    list: get<Query<typeof relations.reassignPoolQuery>, Reply<typeof relations.orphanList>>()('/reassign-pool'),
    handOver: post<Body<typeof relations.handOverPool>, Reply<typeof relations.handedOver>>()('/reassign-pool/hand-over'),
  },
  withdrawals: {
    list: get<Query<typeof partners.withdrawalsQuery>, Reply<typeof partners.withdrawalList>>()('/withdrawals'),
    get: get<null, Reply<typeof partners.withdrawal>>()('/withdrawals/{id}'),
    /** With `{ dryRun: true }` in the options it only says what would happen. */
    /** The invoice of a business, as raw bytes: a PDF, a PNG or a JPEG of at most 5 MiB. */
    attachInvoice: postBytes<Reply<typeof partners.withdrawal>>()('/withdrawals/{id}/invoice'),
    invoice: getFile<null>()('/withdrawals/{id}/invoice'),
    approve: post<Body<typeof partners.approveWithdrawal>, Reply<typeof partners.withdrawal>>()('/withdrawals/{id}/approve'),
    send: post<Body<typeof partners.sendWithdrawal>, Reply<typeof partners.withdrawal>>()('/withdrawals/{id}/send'),
    settle: post<object, Reply<typeof partners.withdrawal>>()('/withdrawals/{id}/settle'),
    fail: post<Body<typeof partners.endWithdrawal>, Reply<typeof partners.withdrawal>>()('/withdrawals/{id}/fail'),
    reject: post<Body<typeof partners.endWithdrawal>, Reply<typeof partners.withdrawal>>()('/withdrawals/{id}/reject'),
    /** Everything approved and not sent, as a CSV file for the bank. */
    payFile: getFile<null>()('/withdrawals/pay-file.csv'),
    markSent: post<Body<typeof partners.markSent>, Reply<typeof partners.sentWithdrawals>>()('/withdrawals/mark-sent'),
  },
  settlement: {
    get: get<null, Reply<typeof partners.settlement>>()('/settlement'),
    /** The days on which everybody's commissions are released, as a calendar file. */
    releases: getFile<null>()('/settlement/releases.ics'),
  },
  cases: {
    list: get<Query<typeof partners.casesQuery>, Reply<typeof partners.caseList>>()('/cases'),
    get: get<null, Reply<typeof partners.moneyCase>>()('/cases/{id}'),
    open: post<Body<typeof partners.openCase>, Reply<typeof partners.moneyCase>>()('/cases'),
    close: post<Body<typeof partners.closeCase>, Reply<typeof partners.moneyCase>>()('/cases/{id}/close'),
  },
  payoutSettings: {
    get: get<null, Reply<typeof partners.payoutSettings>>()('/payout-settings'),
    update: patch<Body<typeof partners.updatePayoutSettings>, Reply<typeof partners.payoutSettings>>()('/payout-settings'),
  },
  returns: {
    list: get<PageQuery & Period, Reply<typeof orders.returnList>>()('/returns'),
  },
  commissionPlans: {
    list: get<Query<typeof partners.plansQuery>, Reply<typeof partners.planList>>()('/commission-plans'),
    create: post<Body<typeof partners.createPlan>, Reply<typeof partners.plan>>()('/commission-plans'),
    get: get<null, Reply<typeof partners.plan>>()('/commission-plans/{id}'),
    /** Only a draft; what is left out stays. */
    update: patch<Body<typeof partners.updatePlan>, Reply<typeof partners.plan>>()('/commission-plans/{id}'),
    /** Refused with `plan.refused`: every rule of the policy pack that is broken stands in `problem.errors`. */
    publish: post<Body<typeof partners.publishPlan>, Reply<typeof partners.publishedPlan>>()('/commission-plans/{id}/publish'),
    check: post<Body<typeof partners.publishPlan>, Reply<typeof partners.planCheck>>()('/commission-plans/{id}/check'),
    explain: get<null, Reply<typeof partners.planSentences>>()('/commission-plans/{id}/explain'),
    rehearse: get<Period, Reply<typeof partners.planRehearsal>>()('/commission-plans/{id}/rehearsal'),
  },
  partners: {
    list: get<Query<typeof partners.partnersQuery>, Reply<typeof partners.partnerList>>()('/partners'),
    /** With `{ dryRun: true }` in the options it only says what would happen. */
    create: post<Body<typeof partners.enrolPartner>, Reply<typeof partners.partner>>()('/partners'),
    get: get<null, Reply<typeof partners.partner>>()('/partners/{id}'),
    update: patch<Body<typeof partners.updatePartner>, Reply<typeof partners.partner>>()('/partners/{id}'),
    /** With `{ dryRun: true }` in the options it only says what would happen. */
    end: post<Body<typeof partners.endPartner>, Reply<typeof partners.partner>>()('/partners/{id}/end'),
  },
  partnerLevels: {
    list: get<PageQuery, Reply<typeof partners.levelList>>()('/partner-levels'),
    create: post<Body<typeof partners.createLevel>, Reply<typeof partners.partnerLevel>>()('/partner-levels'),
    get: get<null, Reply<typeof partners.partnerLevel>>()('/partner-levels/{id}'),
    update: patch<Body<typeof partners.updateLevel>, Reply<typeof partners.partnerLevel>>()('/partner-levels/{id}'),
    remove: del<null, null>()('/partner-levels/{id}'),
  },
  /** Who asked to become a partner, and who was invited. */
  partnerApplications: {
    list: get<Query<typeof partners.partnerApplicationsQuery>, Reply<typeof partners.partnerApplicationList>>()('/partner-applications'),
    get: get<null, Reply<typeof partners.partnerApplication>>()('/partner-applications/{id}'),
    approve: post<Body<typeof partners.approveApplication>, Reply<typeof partners.partnerApplication>>()(
      '/partner-applications/{id}/approve',
    ),
    decline: post<Body<typeof partners.declineApplication>, Reply<typeof partners.partnerApplication>>()(
      '/partner-applications/{id}/decline',
    ),
  },
  levelWarnings: {
    list: get<PageQuery, Reply<typeof partners.levelWarningList>>()('/level-warnings'),
  },
  erasureRequests: {
    list: get<Query<typeof relations.erasureRequestsQuery>, Reply<typeof relations.erasureRequestList>>()('/erasure-requests'),
  },
  figures: figureEndpoints,
  segments: {
    list: get<PageQuery, Reply<typeof analytics.segmentList>>()('/segments'),
    create: post<Body<typeof analytics.createSegment>, Reply<typeof analytics.segment>>()('/segments'),
    remove: del<null, null>()('/segments/{id}'),
  },
  paymentAccounts: {
    list: get<PageQuery, Reply<typeof payments.paymentAccountList>>()('/payment-accounts'),
    create: post<Body<typeof payments.createPaymentAccount>, Reply<typeof payments.paymentAccount>>()('/payment-accounts'),
    remove: del<null, null>()('/payment-accounts/{id}'),
  },
  paymentIntents: {
    get: get<null, Reply<typeof payments.paymentIntent>>()('/payment-intents/{id}'),
    /** What a customer of the built-in provider does; sandbox brands only. */
    actInTest: post<Body<typeof payments.actOnTestCharge>, Reply<typeof payments.paymentIntent>>()('/payment-intents/{id}/test'),
  },
  testProvider: {
    behave: post<Body<typeof payments.testBehaviour>, Reply<typeof payments.testBehaviourSet>>()('/test-provider'),
  },
  providerEvents: {
    list: get<Query<typeof payments.providerEventsQuery>, Reply<typeof payments.providerEventList>>()('/provider-events'),
    retry: post<object, Reply<typeof payments.providerEvent>>()('/provider-events/{id}/retry'),
  },
  paymentDifferences: {
    list: get<null, Reply<typeof payments.differenceList>>()('/payment-differences'),
  },
  webhookEndpoints: {
    list: get<PageQuery, Reply<typeof webhooks.webhookEndpointList>>()('/webhook-endpoints'),
    /** The secret that signs the messages is in this answer and in no other. */
    create: post<Body<typeof webhooks.createWebhookEndpoint>, Reply<typeof webhooks.createdWebhookEndpoint>>()('/webhook-endpoints'),
    remove: del<null, null>()('/webhook-endpoints/{id}'),
  },
  webhookDeliveries: {
    list: get<Query<typeof webhooks.webhookDeliveriesQuery>, Reply<typeof webhooks.webhookDeliveryList>>()('/webhook-deliveries'),
    replay: post<object, Reply<typeof webhooks.webhookDelivery>>()('/webhook-deliveries/{id}/replay'),
  },
  search: {
    find: get<{ q: string }, Reply<typeof analytics.searchList>>()('/search'),
  },
  uploads: {
    /** Raw bytes of a file (`File`, bytes or a stream); give its name as `{ fileName }` in the options. */
    create: postBytes<Reply<typeof imports.upload>>()('/uploads'),
  },
  imports: {
    preview: post<Body<typeof imports.readOptions> & { upload: string }, Reply<typeof imports.preview>>()('/imports/preview'),
    list: get<PageQuery, Reply<typeof imports.runList>>()('/imports'),
    start: post<Body<typeof imports.startImport>, Reply<typeof imports.run>>()('/imports'),
    get: get<null, Reply<typeof imports.run>>()('/imports/{id}'),
    stop: post<object, Reply<typeof imports.run>>()('/imports/{id}/stop'),
    resume: post<object, Reply<typeof imports.run>>()('/imports/{id}/resume'),
    /** Every refused row with its reason, as a CSV file. */
    rejects: getFile<null>()('/imports/{id}/rejects.csv'),
  },
};

type Endpoints = typeof endpoints;
type Callable<T> = T extends Endpoint<infer Call> ? Call : never;

/** One method per route: `client.people.list({ stage: 'fan' })`, `client.figures.loop({ from: '2026-01-01' })`. */
export type Client = {
  readonly [Group in keyof Endpoints]: {
    readonly [Name in keyof Endpoints[Group]]: Callable<Endpoints[Group][Name]>;
  };
};

/**
 * A client of one server.
 * Refusals throw `ApiProblem` with the problem document; writes carry an Idempotency-Key and are told again once the
 * server is back, so that an answer lost on the way never doubles an effect.
 */
export function createClient(options: ClientOptions = {}): Client {
  const transport = transportOf(options);
  const bound = Object.entries(endpoints).map(([group, methods]) => [group, methodsOf(methods, transport)]);
  // Names and methods are those of the table above, one by one; a mapped type cannot follow a loop over them.
  return Object.fromEntries(bound) as unknown as Client;
}

function methodsOf(methods: Record<string, Endpoint<unknown>>, transport: Transport): Record<string, unknown> {
  return Object.fromEntries(Object.entries(methods).map(([name, endpoint]) => [name, endpoint.bind(transport)]));
}

/**
 * All rows of a list, page after page: `for await (const row of eachOf(client.people.list, { stage: 'fan' })) …`;
 * a list below an id: `eachOf((page) => client.people.directs(id, page))`.
 */
export async function* eachOf<Row, Q extends { cursor?: string | undefined } | undefined>(
  list: (query: Q) => Promise<Page<Row>>,
  query?: NoInfer<Q>,
): AsyncGenerator<Row> {
  let cursor: string | null | undefined;
  do {
    const page: Page<Row> = await list({ ...query, ...(cursor ? { cursor } : {}) } as Q);
    yield* page.data;
    cursor = page.next;
  } while (cursor);
}
