import type { Kernel } from '../kernel/kernel.js';
import type { Fault } from '../kernel/faults.js';
import type { Life } from '../kernel/life.js';

export interface WireHabits {
  readonly label: string;
  readonly unavailable: Fault;
  readonly lostAnswer: Fault;
  readonly error: () => Error;
  /** Methods that are no calls over the wire. */
  readonly plain?: readonly string[];
  /** True while it takes no such call, though it is there: it is full, or nobody's master. */
  readonly refuses?: (method: string) => boolean;
}

type Method = (...args: unknown[]) => unknown;

/**
 * A port with a wire between the process and what stands behind it: every call waits for its turn on the way there and
 * on the way back, may not arrive, or may take effect without an answer.
 */
export function overWire<Port extends object>(
  port: Port,
  kernel: Kernel,
  life: Life,
  habits: WireHabits,
): Port {
  const { label, unavailable, lostAnswer, error, plain = [], refuses = () => false } = habits;
  const call = async (name: string, run: Method, args: unknown[]): Promise<unknown> => {
    const fault = kernel.faults.oneOf(unavailable, lostAnswer);
    await kernel.delivered(life, `${label}.${name}`);
    if (fault === unavailable || refuses(name)) throw error();
    const answer = await run.apply(port, args);
    await kernel.delivered(life, `answer of ${label}.${name}`);
    if (fault === lostAnswer) throw error();
    return answer;
  };
  return new Proxy(port, {
    get(target, name) {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== 'function' || typeof name !== 'string') return method;
      if (plain.includes(name)) return method.bind(target) as unknown;
      return (...args: unknown[]) => call(name, method as Method, args);
    },
  });
}
