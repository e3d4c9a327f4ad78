/** One step from an old version of an event to the next one: pure, and total over everything ever written so. */
export interface Upcaster {
  /** Wire name of the old version, e.g. `OrderPlaced.v1`. */
  readonly from: string;
  /** Wire name of the version that `upcast` yields: the next one. */
  readonly to: string;
  upcast(data: unknown): unknown;
}

/** How to read one wire name: the event type it has become, and the steps that lead there. */
interface Reading {
  readonly type: string;
  readonly steps: readonly Upcaster[];
}

const WIRE_NAME_PATTERN = /^(\w+)\.v([1-9]\d*)$/;

/**
 * Which wire name each event type is written under, and how every name ever written is read. Built once; a registry
 * that could not read something it declares is refused on the spot.
 */
export class WireNames {
  private readonly readings = new Map<string, Reading>();

  /**
   * @param latest wire name by event type
   * @throws Error when a name is malformed, names two types, or an upcaster does not lead to the next version
   */
  constructor(
    private readonly latest: Readonly<Record<string, string>>,
    upcasters: readonly Upcaster[],
  ) {
    const byTarget = new Map(upcasters.map((upcaster) => [upcaster.to, upcaster]));
    if (byTarget.size !== upcasters.length) throw new Error('two upcasters lead to the same version');
    for (const [type, name] of Object.entries(latest)) this.register(type, name, byTarget);
    const lost = upcasters.find(({ from }) => !this.readings.has(from));
    if (lost !== undefined) throw new Error(`the upcaster from ${lost.from} leads to no event that is known`);
  }

  /** The name to write, or undefined for a type that is not registered. */
  nameOf(type: string): string | undefined {
    return Object.hasOwn(this.latest, type) ? this.latest[type] : undefined;
  }

  /** Type and data in the latest shape, or undefined for a name that is not registered. */
  read(wireName: string, data: unknown): { readonly type: string; readonly data: unknown } | undefined {
    const reading = this.readings.get(wireName);
    if (reading === undefined) return undefined;
    return {
      type: reading.type,
      data: reading.steps.reduce((shape, step) => step.upcast(shape), data),
    };
  }

  /** Every name that can be read, old versions too, in order. */
  names(): readonly string[] {
    return [...this.readings.keys()].sort();
  }

  /** Walks from the latest version back to the first one that can still be read. */
  private register(type: string, latest: string, byTarget: ReadonlyMap<string, Upcaster>): void {
    let name = latest;
    let steps: readonly Upcaster[] = [];
    for (;;) {
      if (this.readings.has(name)) throw new Error(`${name} is registered twice`);
      this.readings.set(name, { type, steps });
      const step = byTarget.get(name);
      if (step === undefined) break;
      if (versionOf(step.from) + 1 !== versionOf(name)) {
        throw new Error(`the upcaster from ${step.from} to ${name} is not one step`);
      }
      steps = [step, ...steps];
      name = step.from;
    }
    if (versionOf(name) !== 1) throw new Error(`${name} is not the first version, and nothing leads to it`);
  }
}

function versionOf(wireName: string): number {
  const version = WIRE_NAME_PATTERN.exec(wireName)?.[2];
  if (version === undefined) throw new Error(`'${wireName}' is no wire name: <Event>.v<number> is`);
  return Number(version);
}
