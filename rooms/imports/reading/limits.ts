/** Bytes handed on at a time; every buffer below is a small multiple of it. */
export const CHUNK_BYTES = 128 * 1024;

/** A record beyond this is rejected and skipped without being held. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** UTF-8 bytes of one cell; beyond → `cell.tooLarge`. */
export const MAX_CELL_BYTES = 1024 * 1024;

/** A header beyond this refuses the file, a row beyond it is rejected. */
export const MAX_COLUMNS = 2_000;

/** Records cut from a chunk at a time: a chunk of empty cells would otherwise be sixty thousand of them. */
export const PORTION_RECORDS = 2_000;

/** Rows of one batch. */
export const BATCH_ROWS = 4_000;

/** Characters of identifiers (order, person, product, phone …) and of names. */
export const MAX_ID_CHARS = 255;
export const MAX_NAME_CHARS = 1_000;

/** Largest amount in minor units (CONTRACT §7). */
export const MAX_MINOR_UNITS = 10_000_000_000_000n;

/** Bytes a quoted cell that never closes may make us read again over a whole file. */
export const MAX_REREAD_BYTES = 64 * 1024 * 1024;

/** Unpacked : packed beyond which an archive member of some size is a bomb; honest sheets stay below 50. */
export const MAX_UNPACK_RATIO = 150;
export const UNPACK_RATIO_FROM_BYTES = 16 * 1024 * 1024;

/** A workbook that came as a stream is laid down in a temporary file up to this size. */
export const MAX_SPOOL_BYTES = 1024 * 1024 * 1024;
