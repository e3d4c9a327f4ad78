import {
  type Arming,
  ARMING_FILE,
  type PointHost,
  readArming,
  readStrike,
  strikeFileOf,
  takenFileOf,
  writeJson,
} from './arming.js';

let armed: Arming | null = null;
let passes = 0;

/** Takes orders to kill from now on: the one that lies in the file, and each new one that a signal tells of. */
export function listen(host: PointHost): void {
  const file = process.env[ARMING_FILE] ?? '';
  const take = (): void => {
    // An order is for one killing: who is started afterwards lives.
    const order = readStrike(file) === null ? readArming(file) : null;
    armed = order?.host === host ? order : null;
    passes = 0;
  };
  take();
  process.on('SIGUSR2', () => {
    take();
    writeJson(takenFileOf(file, process.pid), {});
  });
}

/** An order is out to kill at one of these points, named by how they begin. */
export function isArmedFor(points: string): boolean {
  return armed?.point.startsWith(points) ?? false;
}

/** The process is at a point. When that is the one, and this the pass, its life ends here. */
export function pass(point: string): void {
  if (armed === null || armed.point !== point) return;
  passes += 1;
  if (passes !== armed.pass) return;
  const { victim } = armed;
  armed = null;
  writeJson(strikeFileOf(process.env[ARMING_FILE] ?? ''), { point, pass: passes });
  process.kill(victim ?? process.pid, 'SIGKILL');
}

type Method = (this: unknown, ...args: readonly never[]) => unknown;

/**
 * Puts points around a method: `.before` it, `.sent` a turn of the event loop after it has handed back a promise (what
 * it writes is with the kernel by then, and no answer has been looked at), and `.after` its end, before its caller hears.
 * @param namesOf the points' names, from the arguments; none for a call that is of no interest
 */
export function around(
  prototype: object,
  method: string,
  namesOf: (...args: readonly never[]) => readonly string[],
): void {
  const methods = prototype as Record<string, Method>;
  const original = methods[method];
  if (original === undefined) throw new Error(`there is no method ${method} to put points around`);
  methods[method] = function (this: unknown, ...args: readonly never[]): unknown {
    const names = namesOf(...args);
    const all = (suffix: string): void => {
      for (const name of names) pass(`${name}.${suffix}`);
    };
    all('before');
    const result: unknown = Reflect.apply(original, this, args);
    if (!(result instanceof Promise)) {
      all('after');
      return result;
    }
    setImmediate(() => all('sent'));
    return result.then((value: unknown) => {
      all('after');
      return value;
    });
  };
}
