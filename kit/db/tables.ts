/**
 * The one registry of tables: what kind each is on a sharded database (DATABASE.md rule 3).
 * - `tenant`: carries `tenant_id` first in every key; distributed by it; row level security on.
 * - `reference`: small and rarely written; copied to every node.
 * - `local`: lives on the coordinator only; never joined to a tenant table by a foreign key.
 * Migrations, `db lint`, `db distribute`, backup and the tests read it.
 */
export type TableKind = 'tenant' | 'reference' | 'local';

export const tables = {
  'kit.lane': 'tenant',
  'kit.idempotency': 'tenant',
  'kit.outbox': 'tenant',
  'kit.webhook_brand': 'reference',
  'kit.webhook_endpoint': 'tenant',
  'kit.webhook_delivery': 'tenant',

  'identity.tenant': 'tenant',
  'identity.tenant_directory': 'reference',
  'identity.staff': 'tenant',
  'identity.api_key': 'tenant',
  'identity.audit': 'tenant',
  'identity.account': 'local',
  'identity.account_brand': 'local',
  'identity.session': 'local',
  'identity.setup_link': 'local',
  'identity.api_key_directory': 'reference',

  'relations.source': 'tenant',
  'relations.person': 'tenant',
  'relations.identity': 'tenant',
  'relations.consent': 'tenant',
  'relations.referral': 'tenant',
  'relations.stage_change': 'tenant',
  'relations.person_token': 'tenant',
  'relations.attribution': 'tenant',
  'relations.attribution_change': 'tenant',
  'relations.sponsorship': 'tenant',
  'relations.touch': 'tenant',
  'relations.dial_setting': 'tenant',

  'catalog.product': 'tenant',
  'catalog.sku': 'tenant',
  'catalog.stock_change': 'tenant',
  'catalog.reservation': 'tenant',
  'catalog.bundle_part': 'tenant',
  'catalog.delivery_code': 'tenant',

  'pricing.rule': 'tenant',
  'pricing.coupon': 'tenant',
  'pricing.coupon_use': 'tenant',

  'ledger.head': 'tenant',
  'ledger.txn': 'tenant',
  'ledger.entry': 'tenant',
  'ledger.balance': 'tenant',
  'ledger.seal': 'tenant',
  'ledger.account_total': 'tenant',
  'ledger.rolled': 'tenant',

  'orders.customer_order': 'tenant',
  'orders.line': 'tenant',
  'orders.sales_return': 'tenant',
  'orders.payment': 'tenant',
  'orders.refund': 'tenant',
  'orders.shipment': 'tenant',
  'orders.claim': 'tenant',

  'partners.partner_level': 'tenant',
  'partners.partnership': 'tenant',
  'partners.level': 'tenant',
  'partners.plan': 'tenant',
  'partners.snapshot': 'tenant',
  'partners.commission': 'tenant',
  'partners.payout_setting': 'tenant',
  'partners.payee_profile': 'tenant',
  'partners.withdrawal': 'tenant',
  'partners.money_case': 'tenant',
  'partners.books_check': 'tenant',
  'partners.net_dial': 'tenant',
  'partners.case_item': 'tenant',
  'partners.payee_month': 'tenant',
  'partners.gauge': 'tenant',

  'payments.brand': 'reference',
  'payments.account': 'tenant',
  'payments.intent': 'tenant',
  'payments.inbox': 'tenant',
  'payments.provider_refund': 'tenant',
  'payments.payout': 'tenant',
  'payments.test_object': 'tenant',
  'payments.test_message': 'tenant',

  'imports.upload': 'tenant',
  'imports.run': 'tenant',
  'imports.seen': 'tenant',
  'imports.waiting_referral': 'tenant',
  'imports.remembered_mapping': 'tenant',

  'analytics.person': 'tenant',
  'analytics.day': 'tenant',
  'analytics.day_people': 'tenant',
  'analytics.visit_gap': 'tenant',
  'analytics.visit_gap_month': 'tenant',
  'analytics.cohort': 'tenant',
  'analytics.transition': 'tenant',
  'analytics.stage_count': 'tenant',
  'analytics.rfm_threshold': 'tenant',
  'analytics.rfm_cell': 'tenant',
  'analytics.change': 'tenant',
  'analytics.segment': 'tenant',
} as const satisfies Record<string, TableKind>;

export type TableName = keyof typeof tables;
