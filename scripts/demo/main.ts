import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commandLine } from '../command-line.js';
import { NodeAgents } from './agents.js';
import { DemoClient } from './client.js';
import { loadOrders } from './dataset.js';
import { Engine, freePort } from './engine.js';
import { MemoryWatch } from './memory-watch.js';
import { NODES } from './network.js';
import { Progress } from './progress.js';
import { Season } from './season.js';
import { orderIdsOf, Settlement } from './settlement.js';
import { setUpNetwork, stockTheNetwork } from './setup.js';
import { printSummary } from './summary.js';

/** Nothing has moved for this long and what is left is parked with a reason: time for the clearing delivery, then over. */
const QUIET_MS = 12_000;
/** How often orders are looked at, while they are posted and afterwards. */
const LOOK_EVERY_MS = { posting: 10_000, settling: 1_000 } as const;
/** Nothing has moved for this long and something is neither terminal nor explained: the demo has failed. */
const STUCK_MS = 120_000;

const USAGE = `npm run demo -- [--fresh] [--orders N] [--kill-at N] [--data DIR]

The engine at work on 5,009 real orders. A run that was cut off goes on where it was; one that ended starts anew. Every
command carries an Idempotency-Key, so a repeat after a crash of either side changes nothing.

  --fresh       starts anew in any case
  --orders N    takes only the first N
  --kill-at N   kills the engine (SIGKILL) when so many orders are posted, and starts it again
  --data DIR    the data directory (default data/demo)`;

const { values } = commandLine(USAGE, {
  options: {
    fresh: { type: 'boolean' },
    orders: { type: 'string' },
    'kill-at': { type: 'string' },
    data: { type: 'string', default: 'data/demo' },
  },
});
const dataDir = path.resolve(values.data);
const doneFile = path.join(dataDir, 'complete');
if (values.fresh || existsSync(doneFile)) rmSync(dataDir, { recursive: true, force: true });

const startedAt = Date.now();
const orders = loadOrders().slice(0, values.orders ? Number(values.orders) : undefined);
const byId = orderIdsOf(orders);
say(
  `${orders.length} orders, ${orders.reduce((sum, order) => sum + order.lines.length, 0)} lines, ${NODES.length} nodes`,
);
const engine = new Engine(dataDir, await freePort());
const client = new DemoClient(engine.url);
const agents = new NodeAgents(client, byId);
const season = new Season(client, orders, agents);
const settlement = new Settlement(client, agents, byId.keys());
const progress = new Progress(orders.length);
const memory = new MemoryWatch(() => engine.pid);
let postingDone = false;
let postingError: unknown;
process.once('SIGINT', () => {
  say('interrupted: the engine is stopping; the same command goes on from here');
  void engine.stop().then(() => process.exit(130));
});

try {
  process.exitCode = (await run()) ? 0 : 1;
} finally {
  client.close();
  await engine.stop();
}
process.exit();

/** The whole season, from an empty network to the auditor's verdict. True when it is clean. */
async function run(): Promise<boolean> {
  await engine.start();
  const where = path.relative('.', dataDir);
  say(`the engine runs at ${engine.url} (documentation at ${engine.url}/docs), its data under ${where}`);
  await setUpNetwork(client);
  say(`${await stockTheNetwork(client, orders)} stock positions received`);
  agents.start();
  const posting = season.run().then(
    () => {
      postingDone = true;
    },
    (error: unknown) => {
      postingError = error;
    },
  );
  const settled = await follow();
  await Promise.all([agents.stop(), posting]);
  progress.end();
  const verdict = await audit();
  const seconds = (Date.now() - startedAt) / 1000;
  printSummary({ settlement, engine, client, memory, seconds, audit: verdict });
  const passed = settled && verdict.passed;
  if (passed) writeFileSync(doneFile, new Date().toISOString());
  return passed;
}

/** True when every order is terminal or explained. */
async function follow(): Promise<boolean> {
  let cleared = false;
  let killAt = values['kill-at'] === undefined ? Number.POSITIVE_INFINITY : Number(values['kill-at']);
  for (let lookedAt = Date.now(); ; ) {
    await delay(500);
    memory.sample();
    progress.draw(season.posted, settlement.settled, season.note);
    if (season.posted >= killAt) {
      killAt = Number.POSITIVE_INFINITY;
      engine.kill();
    }
    if (Date.now() - lookedAt < LOOK_EVERY_MS[postingDone ? 'settling' : 'posting']) continue;
    await settlement.look(season.taken);
    lookedAt = Date.now();
    if (postingError !== undefined) throw postingError;
    if (settlement.settled === orders.length) return true;
    const quietMs = postingDone ? Date.now() - settlement.lastChangeAt : 0;
    if (quietMs > QUIET_MS && settlement.unexplained.length === 0) {
      if (cleared) return true;
      cleared = true;
      await season.clear(settlement.explained);
      settlement.lastChangeAt = Date.now();
    }
    if (quietMs > STUCK_MS) {
      say(`stuck: ${settlement.unexplained.slice(0, 10).join(', ')}`);
      return false;
    }
  }
}

/** The auditor as a process of its own, over the same log. */
async function audit(): Promise<{ readonly passed: boolean; readonly text: string }> {
  const script = fileURLToPath(new URL('../audit.js', import.meta.url));
  const child = spawn(process.execPath, [script, '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { passed: code === 0, text };
}

function say(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
