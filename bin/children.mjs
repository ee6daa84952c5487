import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Programs the launcher waits for; they end with it. */
const children = new Set();

/**
 * Starts a program that ends with us.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {import('node:child_process').ChildProcess}
 */
export function start(program, args, options) {
  const child = spawn(program, args, options);
  children.add(child);
  child.on('exit', () => children.delete(child));
  child.on('error', () => children.delete(child));
  return child;
}

/**
 * Runs a program to its end, its output on our stderr: our stdout belongs to the command.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, shell?: boolean }} options
 * @returns {Promise<void>} rejects when it fails
 */
export function run(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = start(program, args, { ...options, stdio: ['ignore', 2, 2] });
    child.on('error', (error) => reject(new Error(`${program} does not start: ${error.message}`)));
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${[program, ...args].join(' ')} ended with ${signal ?? code}`));
    });
  });
}

/** Sends a signal to every program that still runs; answers how many there were. */
export function signalChildren(signal) {
  for (const child of children) child.kill(signal);
  return children.size;
}

/**
 * The exit code that tells how a program ended, as shells write it: 128 + the number of the signal.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCode(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}
