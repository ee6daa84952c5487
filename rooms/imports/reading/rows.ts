import { CellFault, CellReader, rejectOf, type CellContext } from './cells.ts';
import { namesCurrency, productMinorUnits } from './decimal.ts';
import { FIELDS } from './fields.ts';
import type { ImportKind, OrderRow, PersonRow, ProductRow, RawRecord, ReferralRow, Reject, RowOf } from './model.ts';
import { cellTest, type CellTest } from './pattern.ts';
import type { Plan } from './recognise.ts';

/** Turns records into the rows of one kind. */
export interface RowReader<Row> {
  /** The row, or why it is refused. */
  read(record: RawRecord): { row: Row } | { reject: Reject };
}

/** The reader of a kind for a file that was understood. */
export function rowReader<Kind extends ImportKind>(kind: Kind, context: CellContext): RowReader<RowOf[Kind]> {
  const make: { [K in ImportKind]: (context: CellContext) => (record: RawRecord) => RowOf[K] } = {
    orders: orderReader,
    people: personReader,
    referrals: referralReader,
    products: productReader,
  };
  const readCells = make[kind](context);
  const width = context.plan.recognition.headers.length;
  const { plan } = context;
  return {
    read(record) {
      const fault = record.fault ?? surplus(record, width);
      if (fault !== null) return { reject: rejectOf(record.row, fault.column, fault.value, fault.reason, plan) };
      try {
        return { row: readCells(record) };
      } catch (error) {
        if (!(error instanceof CellFault)) throw error;
        const column = plan.fields[error.field]?.columns[0] ?? null;
        return { reject: rejectOf(record.row, column, error.value, error.reason, plan) };
      }
    },
  };
}

/** Text beyond the last header: a delimiter inside a cell that nobody quoted has moved the columns. */
function surplus(record: RawRecord, width: number): RawRecord['fault'] {
  for (let column = width; column < record.cells.length; column++) {
    const text = record.cells[column] ?? '';
    if (text.trim() !== '') return { reason: 'row.tooManyCells', column, value: text.slice(0, 200) };
  }
  return null;
}

/** Fields of a kind in their fixed order and the place of each. */
function placesOf(kind: ImportKind): { ids: string[]; place: (id: string) => number } {
  const ids = FIELDS[kind].map(({ id }) => id);
  return { ids, place: (id) => ids.indexOf(id) };
}

function orderReader(context: CellContext): (record: RawRecord) => OrderRow {
  const { ids, place } = placesOf('orders');
  const cells = new CellReader(context, ids);
  const [order, person, at, amount, paid] = [place('order'), place('person'), place('at'), place('amount'), place('paid')];
  const [refunded, quantity, unitPrice, currency] = [place('refunded'), place('quantity'), place('unitPrice'), place('currency')];
  const [product, productName, category, status] = [place('product'), place('productName'), place('category'), place('status')];
  const [source, scene, referrer, channel] = [place('source'), place('scene'), place('referrer'), place('channel')];
  const isUnpaidRow = unpaidTest(context.plan);
  const continuesWithout = context.plan.continuesWithout === null ? -1 : place(context.plan.continuesWithout);

  const { fields } = context.plan;

  function charged(quantityText: string | null, unitPriceText: string | null): bigint {
    const stated = cells.money(paid) ?? cells.money(amount);
    if (stated !== null) return stated;
    if (quantityText === null || unitPriceText === null) {
      const factor = quantityText === null ? quantity : unitPrice;
      throw cells.fault(fields['amount'] ? amount : fields['paid'] ? paid : factor, 'amount.missing');
    }
    const units = productMinorUnits(quantityText, unitPriceText, context.digits);
    if (typeof units !== 'bigint') throw cells.fault(unitPrice, 'amount.tooLarge');
    return units;
  }

  return (record) => {
    const fitsUnpaid = isUnpaidRow(record);
    cells.take(record, fitsUnpaid ? 'unpaid' : '');
    const orderId = cells.id(order);
    const isContinuation = continuesWithout >= 0 && orderId !== null && !cells.has(continuesWithout);
    const isUnpaid = !isContinuation && fitsUnpaid;
    const paidAt = cells.when(at);
    if (paidAt === null && !isUnpaid && !isContinuation) throw cells.fault(at, 'at.missing');
    const quantityText = cells.decimal(quantity);
    const unitPriceText = cells.decimal(unitPrice);
    const refundedUnits = cells.money(refunded) ?? 0n;
    if (refundedUnits < 0n) throw cells.fault(refunded, 'refunded.negative');
    return {
      row: record.row,
      order: orderId,
      person: cells.id(person),
      at: isContinuation ? null : paidAt,
      amount: isContinuation ? 0n : charged(quantityText, unitPriceText),
      refunded: isContinuation ? 0n : refundedUnits,
      isUnpaid,
      isContinuation,
      quantity: quantityText,
      unitPrice: unitPriceText,
      product: cells.id(product),
      productName: cells.name(productName),
      category: cells.name(category),
      status: cells.name(status),
      source: cells.source(source),
      scene: cells.name(scene),
      referrer: cells.id(referrer),
      currency: currencyOf(cells, currency, context.currency),
      channel: cells.name(channel),
      contentKey: cells.contentKey,
    };
  };
}

function unpaidTest(plan: Plan): (record: RawRecord) => boolean {
  if (plan.unpaid === null) return () => false;
  const { column, pattern } = plan.unpaid;
  if (pattern === null) return (record) => (record.cells[column] ?? '').trim() === '';
  const test: CellTest = cellTest(pattern);
  return (record) => test((record.cells[column] ?? '').trim());
}

function currencyOf(cells: CellReader, field: number, own: string): string | null {
  const text = cells.id(field);
  if (text === null) return null;
  const isSame = namesCurrency(text, own) || (own === 'CNY' && /^(人民币|元|[¥￥])$/.test(text));
  if (!isSame) throw cells.fault(field, 'currency.other');
  return own;
}

function personReader(context: CellContext): (record: RawRecord) => PersonRow {
  const { ids, place } = placesOf('people');
  const cells = new CellReader(context, ids);
  const [person, name, phone, email] = [place('person'), place('name'), place('phone'), place('email')];
  const [consentAt, source, at] = [place('consentAt'), place('source'), place('at')];
  return (record) => {
    cells.take(record, '');
    const phoneText = cells.id(phone);
    const emailText = cells.id(email);
    const id = cells.id(person) ?? phoneText ?? emailText;
    if (id === null) throw cells.fault(person, 'person.missing');
    return {
      row: record.row,
      person: id,
      name: cells.name(name),
      phone: phoneText,
      email: emailText,
      consentAt: cells.when(consentAt),
      source: cells.source(source),
      at: cells.when(at),
      contentKey: cells.contentKey,
    };
  };
}

function referralReader(context: CellContext): (record: RawRecord) => ReferralRow {
  const { ids, place } = placesOf('referrals');
  const cells = new CellReader(context, ids);
  const [person, referrer, at] = [place('person'), place('referrer'), place('at')];
  return (record) => {
    cells.take(record, '');
    const personId = cells.id(person);
    if (personId === null) throw cells.fault(person, 'person.missing');
    const referrerId = cells.id(referrer);
    if (referrerId === null) throw cells.fault(referrer, 'referrer.missing');
    return {
      row: record.row,
      person: personId,
      referrer: referrerId,
      at: cells.when(at),
      contentKey: cells.contentKey,
    };
  };
}

function productReader(context: CellContext): (record: RawRecord) => ProductRow {
  const { ids, place } = placesOf('products');
  const cells = new CellReader(context, ids);
  const [product, name, price, cost] = [place('product'), place('name'), place('price'), place('cost')];
  const [category, ladderRole, stock, sku] = [place('category'), place('ladderRole'), place('stock'), place('sku')];
  return (record) => {
    cells.take(record, '');
    const skuText = cells.id(sku);
    const nameText = cells.name(name);
    const id = cells.id(product) ?? skuText ?? cells.id(name);
    if (id === null) throw cells.fault(product, 'product.missing');
    return {
      row: record.row,
      product: id,
      name: nameText,
      price: notNegative(cells, price),
      cost: notNegative(cells, cost),
      category: cells.name(category),
      ladderRole: cells.name(ladderRole),
      stock: wholeNumber(cells, stock),
      sku: skuText,
      contentKey: cells.contentKey,
    };
  };
}

function notNegative(cells: CellReader, field: number): bigint | null {
  const units = cells.money(field);
  if (units !== null && units < 0n) throw cells.fault(field, 'price.negative');
  return units;
}

function wholeNumber(cells: CellReader, field: number): number | null {
  const text = cells.decimal(field);
  if (text === null) return null;
  if (!/^-?\d{1,12}(\.0*)?$/.test(text)) throw cells.fault(field, 'stock.notANumber');
  return Math.trunc(Number(text)) + 0;
}
