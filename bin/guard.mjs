/**
 * Loaded before the product's own code: ends the process as soon as its launcher is gone. A launcher that is killed
 * (kill -9) cannot tell anyone, but the channel between the two closes, and the port is free for the next start.
 */
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.channel) {
  process.once('disconnect', () => process.exit(137));
  // The listener alone would keep a finished command from ending.
  process.channel.unref();
}
