/** The one table from codes to status (CONTRACT §2): what is not listed follows its last word, else a rule said no. */
const statuses: Record<string, number> = {
  'auth.required': 401,
  'auth.invalid': 401,
  'password.wrong': 401,
  'webhook.unsigned': 401,
  'webhook.stale': 401,
  'permission.denied': 403,
  'request.crossSite': 403,
  'route.notFound': 404,
  'method.notAllowed': 405,
  'body.tooLarge': 413,
  'upload.tooLarge': 413,
  'body.wrongType': 415,
  'idempotency.running': 409,
  'idempotency.otherBody': 422,
  'idempotency.keyTooLong': 422,
  'password.nobodyYet': 422,
  'clock.tooFar': 422,
  'discount.tooBig': 422,
  'order.tooBig': 422,
  'import.pattern': 422,
  'import.unknownColumn': 422,
  'import.unknownField': 422,
  'import.unknownProfile': 422,
  'import.unknownSheet': 422,
  'import.unpaidWhen': 422,
  'period.reversed': 422,
  'paymentAccount.secretInvalid': 422,
  'paymentIntent.payerMissing': 422,
  'delivery.notVirtual': 422,
  'bundle.stock': 422,
  'sku.missing': 422,
  'priceRule.periodInvalid': 422,
  'rate.limited': 429,
  'provider.silent': 503,
  'server.failed': 500,
  'database.away': 503,
  'database.full': 503,
  'database.busy': 503,
};

const endings: Record<string, number> = {
  notFound: 404,
  invalid: 422,
  unknown: 422,
  malformed: 422,
  missing: 422,
};

/** HTTP status of a code: 404 for `*.notFound`, 422 for malformed input, 409 for a rule that said no. */
export function statusOf(code: string): number {
  return statuses[code] ?? endings[code.slice(code.lastIndexOf('.') + 1)] ?? 409;
}
