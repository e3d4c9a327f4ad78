import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import type { Server } from '../servers.js';
import { type Act, Acts } from './acts.js';
import { NOTHING, type Scenario } from './scenario.js';

const ORDERS = 30;
const DISK_MIB = 24;
const FULL_MS = 6_000;
/** Where a command takes seconds the disk is full for longer: until one of them is refused and the store says why. */
const SHOWN_WITHIN_MS = 120_000;
const LARGEST_PIECE = 1_048_576;
const SMALLEST_PIECE = 4_096;

const actsOn = (disk: string): readonly Act[] => [
  ['disk full under load', (acts) => fillDuring(acts, disk)],
  [
    'disk full, and the event store killed on it',
    (acts) => fillDuring(acts, disk, () => acts.stage.servers.store.kill()),
  ],
];

/** The disk of the event store is full for a while: nothing that was said yes to is lost, and it goes on with room. */
export const DISK_FULL: Scenario = {
  name: 'disk-full',
  about: `the event store's disk (tmpfs of ${DISK_MIB} MiB) full for a while, under load`,
  faults: actsOn('').map(([fault]) => fault),
  run: async (context) => {
    const disk = join(tmpdir(), `wayfill-disk-${process.pid}`);
    mkdirSync(disk);
    try {
      mount(disk);
    } catch (error) {
      rmSync(disk, { recursive: true });
      const outcome = `not shown: mounting a tmpfs needs root (${String(error).split('\n')[0]})`;
      const finding = { fault: 'disk full', outcome, violations: [], lastWords: [], seconds: 0 };
      context.tell(finding);
      return { ...NOTHING, findings: [finding] };
    }
    try {
      const options = { name: 'disk-full', separate: true, storeDir: join(disk, 'events') };
      return await Acts.play(options, context, actsOn(disk));
    } finally {
      execFileSync('umount', ['-l', disk]);
      rmSync(disk, { recursive: true });
    }
  },
};

function mount(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'wayfill-chaos', folder], {
    stdio: 'pipe',
  });
}

async function fillDuring(
  acts: Acts,
  disk: string,
  meanwhile: () => void = () => undefined,
): Promise<string> {
  const { stage } = acts;
  const { store } = stage.servers;
  const ballast = join(disk, 'ballast');
  const loading = acts.load(ORDERS);
  loading.catch(() => undefined);
  await pause(500);
  store.said.length = 0;
  meanwhile();
  const refusals = await refusalsOf(acts, ballast);
  const said = saidFull(store);
  rmSync(ballast);
  await eventually(
    'the event store is back',
    () =>
      store.answers().then(
        () => true,
        () => false,
      ),
    (is) => is,
    180_000,
  );
  await loading;
  const odd = [...refusals.keys()].filter(
    (one) => !/^(?:200 accepted|503 EVENT_STORE_UNAVAILABLE|ECONN)/.test(one),
  );
  if (odd.length > 0) throw new Error(`a full disk is answered by ${odd.join(', ')}`);
  if (![...refusals.keys()].some((one) => one.startsWith('503'))) {
    throw new Error(`no command was refused while the disk was full: ${[...refusals.keys()].join(', ')}`);
  }
  if (said === undefined) throw new Error('the event store did not say that its disk is full');
  return `${[...refusals].map(([answer, times]) => `${answer} ×${times}`).join(', ')}; the store: ${said.slice(0, 160)}`;
}

/** How commands are answered while the disk is full, and how often. */
async function refusalsOf({ stage }: Acts, ballast: string): Promise<ReadonlyMap<string, number>> {
  const answers = new Map<string, number>();
  const began = Date.now();
  const isShown = (): boolean =>
    [...answers.keys()].some((one) => one.startsWith('503')) && saidFull(stage.servers.store) !== undefined;
  const goesOn = (): boolean => {
    const sinceMs = Date.now() - began;
    return sinceMs < FULL_MS || (!isShown() && sinceMs < SHOWN_WITHIN_MS);
  };
  for (let n = 0; goesOn(); n += 1) {
    fill(ballast);
    const body = { sku: 'disk-full.chair', nodeId: 'disk-full.a', quantity: 1 };
    const answer = await stage.client.post('/v1/stock/receive', body, `full-${began}-${n}`).then(
      ({ status, body: answered }) => `${status} ${String(answered.code ?? answered.outcome)}`,
      (error: NodeJS.ErrnoException) => String(error.code),
    );
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    await pause(100);
  }
  return answers;
}

function saidFull(store: Server): string | undefined {
  return store.said.findLast((line) => /full|ENOSPC|SQLITE_FULL|space/i.test(line));
}

/** Takes all the room there is. A store that has been started again has made some: so again and again. */
function fill(ballast: string): void {
  for (let bytes = LARGEST_PIECE; bytes >= SMALLEST_PIECE; ) {
    try {
      appendFileSync(ballast, Buffer.alloc(bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      bytes /= 2;
    }
  }
}
