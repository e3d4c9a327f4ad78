import type { Json } from './api-fixture.js';
import { EngineClient } from './engine-client.js';
import { buildEngine, DataDir, EngineProcess } from './engine-process.js';
import { Scene, usePolicy } from './engine-scene.js';

/** One engine for all tests of a file. */
export interface EngineSuite {
  readonly dir: DataDir;
  readonly client: EngineClient;
  readonly engine: EngineProcess;
  /** A network, goods and orders that no other scene has to do with. */
  scene(name: string): Scene;
  /** Brings the first policy with changes into force; without changes, that policy itself. */
  usePolicy(changes: object): Promise<void>;
}

/** Starts the engine before the tests of the file, and takes it and its data away after them. */
export function engineSuite(): EngineSuite {
  // Nothing waits for this: it ends a test that hangs on a machine that does many things at once.
  jest.setTimeout(120_000);
  const dir = new DataDir();
  let engine: EngineProcess | undefined;
  let policies = 0;
  const running = (): EngineProcess => {
    if (engine === undefined) throw new Error('the engine has not been started');
    return engine;
  };
  const client = new EngineClient(() => running().address);
  beforeAll(async () => {
    buildEngine();
    // Without the sweep nothing hides that an instruction was lost.
    engine = await EngineProcess.start(dir.path, { WAYFILL_SWEEP_EVERY_MS: '3600000' });
  });
  afterAll(async () => {
    client.close();
    if (engine?.isRunning) await engine.stop();
    dir.remove();
  });
  return {
    dir,
    client,
    get engine() {
      return running();
    },
    scene: (name) => new Scene(client, name),
    usePolicy: (changes) => {
      policies += 1;
      return usePolicy(client, changes, `policy-${policies}`);
    },
  };
}

/** [node, method, status] of each fulfillment of an order, as planned one after the other. */
export const works = ({ fulfillments }: Json): readonly (readonly string[])[] =>
  fulfillments.map(({ nodeId, method, status }: Json) => [nodeId, method, status]);

/** Units that each fulfillment has or has brought, by line. */
export const loads = ({ fulfillments }: Json): readonly (readonly number[])[] =>
  fulfillments.map(({ lines }: Json) => lines.map(({ quantity }: Json) => quantity));

const BUCKETS = ['ordered', 'cancelled', 'parked', 'unsourced', 'inFulfillment', 'fulfilled'] as const;

/** The buckets of each line that are not empty. */
export const ledger = ({ lines }: Json): readonly Readonly<Record<string, number>>[] =>
  lines.map((line: Json) =>
    Object.fromEntries(BUCKETS.map((name) => [name, line[name]]).filter(([, units]) => units !== 0)),
  );
