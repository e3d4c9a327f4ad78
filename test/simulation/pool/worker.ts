/** One thread of the simulation: takes jobs until it is told to end. Runs in threads share nothing. */
import { parentPort } from 'node:worker_threads';
import { type Job, runJob } from './jobs.js';

parentPort?.on('message', (job: Job) => {
  runJob(job).then(
    (result) => parentPort?.postMessage(result, []),
    (error: unknown) => {
      // Outside of any promise, so that the thread ends with it and the pool is told.
      queueMicrotask(() => {
        throw error;
      });
    },
  );
});
