/**
 * The product's PostgreSQL: an embedded one that the program starts, shares and stops itself, or the operator's own
 * (DATABASE_URL).
 */
export { openDatabase } from './open.ts';
export type { OpenDatabase, OpenOptions } from './open.ts';
export { openTestCluster } from './test-cluster.ts';
export type { TestCluster } from './test-cluster.ts';
export { assertDurable, NotDurableError } from './durable.ts';
export type { Setting } from './durable.ts';
export { defaultDataDir } from './place.ts';
export { APP_ROLE, DATABASE, OWNER_ROLE } from './cluster.ts';
