import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Job, JobResult } from './jobs.js';

/** Runs make much garbage that does not live long. */
const YOUNG_GENERATION_MB = 96;

/**
 * Does jobs on threads, one of them a thread at a time.
 * @param onResult is told each result as it comes; false when the jobs that are left need not be done
 * @throws what a thread has died of
 */
export async function runJobs(
  jobs: readonly Job[],
  threads: number,
  onResult: (result: JobResult, job: Job) => boolean,
): Promise<void> {
  const waiting = [...jobs];
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    try {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        worker.postMessage(job, []);
        const [result] = (await once(worker, 'message')) as [JobResult];
        if (!onResult(result, job)) waiting.length = 0;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work));
}
