import type { ImportKind } from './model.ts';

/** A field of a kind and the headers it is known by, likeliest first. */
export interface Field {
  readonly id: string;
  readonly headers: readonly string[];
}

const PERSON = list(`
    person, person id, customer, customer id, customer no, customer number, buyer,
    buyer id, member, member id, member no, user, user id, client, client id,
    household id, openid, unionid, 客户, 客户id, 客户编号, 客户号, 会员, 会员id, 会员号,
    会员编号, 会员卡号, 买家, 买家id, 买家昵称, 买家会员名, 买家账号, 用户, 用户id,
    用户编号, 顾客, 顾客编号`);
const PHONE = list(`
    phone, phone number, mobile, mobile phone, mobile number, tel, telephone, 手机,
    手机号, 手机号码, 电话, 电话号码, 联系电话, 联系方式, 联系手机, 收货人手机,
    收货人手机号, 买家手机, 会员手机号`);
const EMAIL = list('email, e-mail, email address, mail, 邮箱, 电子邮箱, 电子邮件, 邮件');
const SOURCE = list(`
    source, utm source, first source, 来源, 客户来源, 用户来源, 会员来源, 获客来源,
    获客渠道`);
const REFERRER = list(`
    referrer, referrer id, referred by, inviter, invited by, introducer, sponsor, 推荐人,
    推荐人id, 推荐人编号, 推荐人手机, 推荐人手机号, 邀请人, 邀请人id, 介绍人, 上级,
    上级id`);
const CATEGORY = list(`
    category, product category, product type, categories, type, 类目, 分类, 品类, 类别,
    商品分类, 商品类目, 产品分类, 商品类别`);
const PRICE = list(`
    unit price, price, item price, selling price, 单价, 商品单价, 产品单价, 价格, 售价,
    商品价格, 销售价, 零售价, 标价`);
const CREATED = list('created at, created, date, time, datetime, timestamp, 创建时间, 日期, 时间');

const ORDER_FIELDS: readonly Field[] = [
  {
    id: 'order',
    headers: list(`
    order, order id, order no, order number, order sn, invoice, invoice no,
    invoice number, transaction id, basket id, receipt no, 订单, 订单号, 订单编号,
    订单id, 主订单编号, 订单序号, 交易号, 交易编号, 交易单号, 单号, 单据编号, 小票号,
    流水号`),
  },
  { id: 'person', headers: [...PERSON, ...PHONE, ...EMAIL] },
  {
    id: 'at',
    headers: [
      ...list(`
    at, paid at, payment time, pay time, payment date, order date, order time, placed at,
    invoice date, transaction date, transaction time, transaction timestamp, 付款时间,
    支付时间, 订单付款时间, 买家付款时间, 付款日期, 支付日期, 成交时间, 交易时间,
    下单时间, 订单创建时间, 订单时间, 订单日期, 交易日期, 消费时间, 消费日期, 购买时间,
    购买日期`),
      ...CREATED,
    ],
  },
  {
    id: 'amount',
    headers: list(`
    amount, total, total amount, order total, order amount, grand total, total price,
    line total, sales, sales value, sales amount, revenue, turnover, 金额, 总金额,
    订单金额, 订单总额, 订单总金额, 总价, 总额, 应付金额, 应收金额, 成交金额, 交易金额,
    销售额, 销售金额, 消费金额, 消费额, 合计, 合计金额, 小计`),
  },
  {
    id: 'paid',
    headers: list(`
    paid, paid amount, amount paid, payment amount, 实付, 实付金额, 实付款, 实收,
    实收金额, 支付金额, 付款金额, 已付金额, 实际支付金额`),
  },
  {
    id: 'refunded',
    headers: list(`
    refunded, refund, refund amount, refunded amount, amount refunded, 退款, 退款金额,
    已退款金额, 退款总额, 已退金额, 已退, 已退款, 退款额`),
  },
  {
    id: 'quantity',
    headers: list(`
    quantity, qty, count, counts, units, pieces, 数量, 件数, 购买数量, 商品数量,
    宝贝数量, 宝贝总数量, 销售数量, 份数`),
  },
  { id: 'unitPrice', headers: PRICE },
  {
    id: 'product',
    headers: list(`
    product, product id, product code, stock code, sku, sku id, item id, item code,
    item no, 商品, 商品id, 商品编号, 商品编码, 商家编码, 货号, 产品, 产品id, 产品编号,
    产品编码, 款号`),
  },
  {
    id: 'productName',
    headers: list(`
    product name, product title, item name, item, title, description, 商品名称, 产品名称,
    商品名, 品名, 宝贝标题, 商品标题, 菜品, 菜品名称, 菜名`),
  },
  { id: 'category', headers: CATEGORY },
  {
    id: 'status',
    headers: list(`
    status, order status, payment status, financial status, 状态, 订单状态, 交易状态,
    支付状态`),
  },
  { id: 'source', headers: SOURCE },
  { id: 'scene', headers: list('scene, sales scene, 场景, 成交场景, 销售场景') },
  { id: 'referrer', headers: REFERRER },
  { id: 'currency', headers: list('currency, currency code, 币种, 货币, 货币代码') },
  {
    id: 'channel',
    headers: list(`
    channel, sales channel, platform, store, shop, 渠道, 销售渠道, 平台, 店铺, 门店,
    店铺名称`),
  },
];

const PEOPLE_FIELDS: readonly Field[] = [
  { id: 'person', headers: [...PERSON, ...list('id')] },
  {
    id: 'name',
    headers: list(`
    name, full name, customer name, display name, nickname, 姓名, 名字, 名称, 昵称,
    客户姓名, 客户名称, 会员姓名, 顾客姓名, 真实姓名, 微信昵称`),
  },
  { id: 'phone', headers: PHONE },
  { id: 'email', headers: EMAIL },
  {
    id: 'consentAt',
    headers: list(`
    consent at, consented at, consent time, consent date, opt in at, opted in at,
    subscribed at, 同意时间, 授权时间, 订阅时间, 关注时间, 同意联系时间`),
  },
  { id: 'source', headers: [...SOURCE, ...list('channel, 渠道')] },
  {
    id: 'at',
    headers: [
      ...list(`
    at, joined at, registered at, registration date, sign up date, first seen at,
    注册时间, 注册日期, 加入时间, 入会时间, 添加时间, 登记时间`),
      ...CREATED,
    ],
  },
];

const REFERRAL_FIELDS: readonly Field[] = [
  { id: 'referrer', headers: [...REFERRER, ...list('parent, parent id, from, source person')] },
  {
    id: 'person',
    headers: [
      ...list('invitee, referee, referred, referred person, invited, child'),
      ...PERSON,
      ...list(`
    被推荐人, 被推荐人id, 被推荐人编号, 被推荐人手机, 被推荐人手机号, 被邀请人,
    被邀请人id, 下级, 新客户`),
      ...PHONE,
      ...EMAIL,
    ],
  },
  {
    id: 'at',
    headers: [...list('at, referred at, invited at, bound at, 推荐时间, 邀请时间, 绑定时间, 介绍时间'), ...CREATED],
  },
];

const PRODUCT_FIELDS: readonly Field[] = [
  {
    id: 'product',
    headers: list(`
    product, product id, product code, item id, item code, stock code, id, 商品, 商品id,
    商品编号, 商品编码, 商家编码, 货号, 产品, 产品id, 产品编号, 产品编码, 款号`),
  },
  {
    id: 'name',
    headers: list(`
    name, product name, product title, title, item name, description, 商品名称, 产品名称,
    商品名, 名称, 品名, 宝贝标题, 商品标题, 标题, 菜品名称, 菜名`),
  },
  { id: 'price', headers: [...list('list price, regular price'), ...PRICE, ...list('一口价')] },
  {
    id: 'cost',
    headers: list(`
    cost, unit cost, cost price, cost per item, purchase price, 成本, 成本价, 单位成本,
    进价, 进货价, 采购价`),
  },
  { id: 'category', headers: CATEGORY },
  {
    id: 'ladderRole',
    headers: list('ladder role, role, ladder, 产品阶梯, 阶梯, 阶梯角色, 产品角色'),
  },
  {
    id: 'stock',
    headers: list(`
    stock, inventory, quantity, qty, stock quantity, inventory quantity, on hand, 库存,
    库存数量, 数量, 可用库存`),
  },
  { id: 'sku', headers: list('sku, sku id, sku code, sku编码, 规格编码') },
];

/** Fields per kind (CONTRACT §3). Earlier fields choose their column first. */
export const FIELDS: Readonly<Record<ImportKind, readonly Field[]>> = {
  orders: ORDER_FIELDS,
  people: PEOPLE_FIELDS,
  referrals: REFERRAL_FIELDS,
  products: PRODUCT_FIELDS,
};

/** What must be mapped, and the ways each can be: any one list of fields suffices. Named in `Recognition.missing`. */
export const REQUIRED: Readonly<Record<ImportKind, readonly { readonly name: string; readonly ways: readonly (readonly string[])[] }[]>> = {
  orders: [
    { name: 'at', ways: [['at']] },
    { name: 'amount', ways: [['amount'], ['paid'], ['quantity', 'unitPrice']] },
  ],
  people: [{ name: 'person', ways: [['person'], ['phone'], ['email']] }],
  referrals: [
    { name: 'person', ways: [['person']] },
    { name: 'referrer', ways: [['referrer']] },
  ],
  products: [
    { name: 'product', ways: [['product'], ['sku'], ['name']] },
    { name: 'price', ways: [['price']] },
  ],
};

/** A header as it is compared with one the operator typed: trimmed, full-width folded, case gone. */
export function plainHeader(header: string): string {
  return header.replaceAll('\uFEFF', '').normalize('NFKC').trim().toLowerCase();
}

/** A header as it is compared with the known ones: also without blanks, `_`, `-`, and a unit in brackets at its end. */
export function headerKey(header: string): string {
  return plainHeader(header)
    .replace(/[([{【][^)\]}】]{0,12}[)\]}】]$/u, '')
    .replaceAll(/[\s_\-./:#*"']/g, '');
}

/** Fields that fit the headers, each the first of its known headers that is there; a column serves one field. */
export function mapByHeader(kind: ImportKind, keys: readonly string[]): Record<string, number> {
  const place = new Map<string, number>();
  keys.forEach((key, column) => {
    if (key !== '' && !place.has(key)) place.set(key, column);
  });
  const mapping: Record<string, number> = {};
  const taken = new Set<number>();
  for (const field of FIELDS[kind]) {
    const column = field.headers.map((header) => place.get(headerKey(header))).find((found) => found !== undefined && !taken.has(found));
    if (column === undefined) continue;
    mapping[field.id] = column;
    taken.add(column);
  }
  return mapping;
}

/** The required things (by name) that a mapping does not answer. */
export function missingFields(kind: ImportKind, isMapped: (field: string) => boolean): string[] {
  return REQUIRED[kind].filter(({ ways }) => !ways.some((way) => way.every(isMapped))).map(({ name }) => name);
}

/** The headers of a comma-separated list. */
function list(text: string): readonly string[] {
  return text.split(',').map((header) => header.trim());
}
