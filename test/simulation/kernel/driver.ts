import type { Kernel } from './kernel.js';

const realImmediate = globalThis.setImmediate;

/** Runs once everything that could go on without a turn has done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    realImmediate(resolve);
  });
}

/**
 * Turns of the event loop are choices of the machine; while `work` runs they take their turn like messages do, so that
 * nothing but the seed decides. Nothing else may run in the process meanwhile.
 */
export async function withoutMachineTime<T>(kernel: Kernel, work: () => Promise<T>): Promise<T> {
  const replaced = (go: () => void): object => {
    kernel.scheduler.post(kernel.servers, 'a turn of the event loop', go);
    return {};
  };
  globalThis.setImmediate = replaced as unknown as typeof setImmediate;
  try {
    return await work();
  } finally {
    globalThis.setImmediate = realImmediate;
  }
}
