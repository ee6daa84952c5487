import type { FileFormat, ImportKind } from './model.ts';

/**
 * Where a field of a known export comes from: headers tried in turn until one is in the file. A number is a column counted from 1.
 * `first`: further columns are asked, in this order, while the ones before are empty. `joined`: all are joined by a blank.
 */
export interface ProfileField {
  readonly from: readonly (string | number)[];
  readonly how?: 'first' | 'joined';
}

/** A known export as data: how it is recognised and what its columns mean. */
export interface Profile {
  readonly id: string;
  readonly kind: ImportKind;
  /** Headers that together belong to this export only; an entry with several means one of them. Empty: by name only. */
  readonly signature: readonly (readonly string[])[];
  readonly format?: FileFormat;
  readonly noHeader?: boolean;
  readonly fields: Readonly<Record<string, ProfileField>>;
  /** A row is unpaid where the cell of this header is empty, or fits the pattern. */
  readonly unpaid?: { readonly header: string; readonly isEmpty?: boolean; readonly pattern?: string };
  /** Orders: the total stands on the first row of an order only; a row whose cell of this field is empty adds a line. */
  readonly continuesWithout?: string;
  readonly note: string;
}

const one = (...from: (string | number)[]): ProfileField => ({ from });
const first = (...from: (string | number)[]): ProfileField => ({ from, how: 'first' });
const joined = (...from: (string | number)[]): ProfileField => ({ from, how: 'joined' });

/** The exports we know (CONTRACT §7). The first whose signature is in the header wins, so the narrower stand first. */
export const PROFILES: readonly Profile[] = [
  {
    id: 'shopify-orders',
    kind: 'orders',
    signature: [['Name'], ['Financial Status'], ['Lineitem quantity'], ['Lineitem name'], ['Total']],
    fields: {
      order: one('Name'),
      person: first('Email', 'Phone', 'Billing Phone'),
      at: first('Paid at', 'Created at'),
      amount: one('Total'),
      refunded: one('Refunded Amount'),
      quantity: one('Lineitem quantity'),
      unitPrice: one('Lineitem price'),
      product: first('Lineitem sku', 'Lineitem name'),
      productName: one('Lineitem name'),
      status: one('Financial Status'),
      currency: one('Currency'),
      channel: one('Source'),
    },
    unpaid: {
      header: 'Financial Status',
      pattern: '^(pending|authorized|voided|expired|unpaid|partially_paid)$',
    },
    continuesWithout: 'amount',
    note: 'Total (with shipping and tax, after discounts) stands on the first row of an order; further rows of the same Name are its line items.',
  },
  {
    id: 'shopify-customers',
    kind: 'people',
    signature: [['First Name'], ['Last Name'], ['Email'], ['Total Spent']],
    fields: {
      person: first('Email', 'Phone', 'Default Address Phone', 'Customer ID'),
      name: joined('First Name', 'Last Name'),
      phone: first('Phone', 'Default Address Phone'),
      email: one('Email'),
    },
    note: 'Keyed by e-mail, as the orders export is. "Accepts marketing" says yes without a time, so it makes no dated consent.',
  },
  {
    id: 'shopify-products',
    kind: 'products',
    signature: [['Handle'], ['Title'], ['Variant Price']],
    fields: {
      product: one('Handle'),
      name: one('Title'),
      price: one('Variant Price'),
      cost: one('Cost per item'),
      category: one('Type'),
      stock: one('Variant Inventory Qty'),
      sku: one('Variant SKU'),
    },
    note: 'One product per Handle; its first row names and prices it, further rows are variants and pictures.',
  },
  {
    id: 'woocommerce-products',
    kind: 'products',
    signature: [['Type'], ['SKU'], ['Name'], ['Regular price'], ['Published']],
    fields: {
      product: first('SKU', 'ID', 'Parent', 'Name'),
      name: one('Name'),
      price: first('Regular price', 'Sale price'),
      category: one('Categories'),
      stock: one('Stock'),
      sku: one('SKU'),
    },
    note: 'Regular price is the list price (a sale is a campaign). A variation without SKU and ID belongs to its Parent; parents and groups have no price.',
  },
  {
    id: 'tmall-orders',
    kind: 'orders',
    signature: [['订单编号'], ['总金额'], ['订单付款时间'], ['退款金额']],
    fields: {
      order: one('订单编号'),
      at: one('订单付款时间'),
      amount: one('总金额'),
      refunded: one('退款金额'),
    },
    unpaid: { header: '订单付款时间', isEmpty: true },
    note: '买家实际支付金额 is what is left after refunds and therefore not read.',
  },
  {
    id: 'restaurant-orders',
    kind: 'orders',
    signature: [['order_id'], ['accounts_payable'], ['use_start_time'], ['order_status']],
    fields: {
      order: one('order_id'),
      person: one('phone'),
      at: one('use_start_time'),
      amount: one('accounts_payable'),
      status: one('order_status'),
    },
    unpaid: { header: 'order_status', pattern: '^[02]$' },
    note: 'order_status: 0 not settled, 1 done, 2 void.',
  },
  {
    id: 'restaurant-lines',
    kind: 'orders',
    signature: [['order_id'], ['dishes_id'], ['counts'], ['amounts']],
    fields: {
      order: one('order_id'),
      at: one('place_order_time'),
      quantity: one('counts'),
      unitPrice: one('amounts'),
      product: one('dishes_id'),
      productName: one('dishes_name'),
      category: one('parent_class_name'),
    },
    note: 'amounts is the price of one dish.',
  },
  {
    id: 'online-retail',
    kind: 'orders',
    signature: [
      ['InvoiceNo', 'Invoice'],
      ['StockCode'],
      ['Quantity'],
      ['InvoiceDate'],
      ['UnitPrice', 'Price'],
      ['CustomerID', 'Customer ID'],
    ],
    fields: {
      order: one('InvoiceNo', 'Invoice'),
      person: one('CustomerID', 'Customer ID'),
      at: one('InvoiceDate'),
      quantity: one('Quantity'),
      unitPrice: one('UnitPrice', 'Price'),
      product: one('StockCode'),
      productName: one('Description'),
    },
    note: 'Cancellations are rows with a negative quantity, hence a negative amount: returns.',
  },
  {
    id: 'cdnow',
    kind: 'orders',
    signature: [],
    format: 'space',
    noHeader: true,
    fields: { person: one(1), at: one(3), quantity: one(4), amount: one(5) },
    note: 'Columns: master id, sample id, YYYYMMDD, CDs, dollars. Needs --profile: nothing in the file says what it is.',
  },
];
