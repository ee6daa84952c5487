/** The reading half of imports: bytes in, typed rows out. No database, no clock, no network. */
export { FIELDS, REQUIRED } from './fields.ts';
export type {
  FileFormat,
  ImportKind,
  OrderRow,
  PersonRow,
  ProductRow,
  ReadOptions,
  Recognition,
  ReferralRow,
  Reject,
  RowBatch,
  RowOf,
  Source,
  TextEncoding,
} from './model.ts';
export { preview, readRows } from './read-rows.ts';
export type { Preview, PreviewRow, Reading } from './read-rows.ts';
export type { ByteSource } from './bytes.ts';
