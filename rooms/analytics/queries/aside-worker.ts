import { parentPort, workerData } from 'node:worker_threads';
import { answerHere, type Ask } from './aside.ts';

parentPort?.postMessage(answerHere(workerData as Ask));
