export { addRun, beatRun, checkpointRun, claimRun, endRun, resumeRun, stopRun } from './commands/move-run.ts';
export { forgetSeen, noteSeen } from './commands/note-seen.ts';
export {
  clearReferrals,
  nextReferrals,
  putReferralsInOrder,
  type ReferralPlace,
  type WaitingReferral,
} from './commands/put-referrals-in-order.ts';
export { recordUpload, removeUpload } from './commands/record-upload.ts';
export { keepFile, dropFile, RejectsFile, refusalsPath, rejectsPath, uploadPath, uploadQuotaBytes, type KeptFile } from './files.ts';
export type * from './model/order-facts.ts';
export { planOrders } from './model/plan-orders.ts';
export { differencesOf } from './queries/differences.ts';
export { earlierRuns, findUpload, keptBytes, spentUploads, uploadById } from './queries/find-upload.ts';
export { findRun, listRuns, runById, unfinishedRuns } from './queries/find-run.ts';
export { ordersWorld, type OwnRuns, type StoredWorld } from './queries/orders-world.ts';
export { previewReply } from './queries/preview-reply.ts';
export { listRefusedRows } from './refused-rows.ts';
export { runReply } from './queries/run-reply.ts';
export { mappingOf } from './queries/remembered-mapping.ts';
export { refreshStatistics } from './commands/refresh-statistics.ts';
export { rememberMapping } from './commands/remember-mapping.ts';
export { preview, readRows } from './reading/index.ts';
export type {
  ImportKind,
  OrderRow,
  PersonRow,
  ProductRow,
  Reading,
  ReadOptions as FileOptions,
  Recognition,
  ReferralRow,
  Reject,
  RowOf,
} from './reading/index.ts';
export { emptyCounters, type RunCounters, type RunOptions, type RunRow, type RunState, type UploadRow } from './schema.ts';
