import type { Kernel } from './kernel.js';

const realImmediate = globalThis.setImmediate;
/** Rejections that nobody handled are told between turns of the real event loop. */
const STEPS_BETWEEN_TURNS = 128;
let steps = 0;

/** Runs once everything that could go on without a turn has done so. */
export function settled(): Promise<void> {
  steps += 1;
  if (steps % STEPS_BETWEEN_TURNS === 0) return turned();
  // Ticks come when no promise has anything left to do: as good as a turn of the event loop, and much cheaper.
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

/** A turn of the real event loop. */
export function turned(): Promise<void> {
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
