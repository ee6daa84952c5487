/**
 * Loaded before the product's own code, which it lets end in order: as soon as the launcher is gone, and once however
 * often it is told.
 */
import { constants } from 'node:os';
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.channel) {
  // A launcher that is killed (kill -9) cannot tell anyone, but the channel between the two closes: the port must be
  // free for the next start.
  process.once('disconnect', () => process.exit(137));
  // The listener alone would keep a finished command from ending.
  process.channel.unref();
  for (const signal of ['SIGINT', 'SIGTERM']) endOnce(signal);
}

/**
 * Who signals a whole process group reaches us twice, directly and through the launcher; the second must not cut the
 * way down short. A command that does not listen ends at once, but as one that exits: what must be left in order is.
 */
function endOnce(signal) {
  let isHandled = false;
  process.on(signal, () => {
    isHandled ||= process.listenerCount(signal) > 1;
    if (!isHandled) process.exit(128 + constants.signals[signal]);
  });
}
