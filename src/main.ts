import { mkdirSync } from 'node:fs';
import { InvalidConfiguration, loadConfig } from './infrastructure/config/engine-config.js';
import { StopSignals } from './infrastructure/process/stop-signals.js';
import { readLibraries } from './libraries.js';
import { OwnServers } from './infrastructure/process/own-servers.js';

/** What a person can mend is told in a sentence; anything else is a defect, and told with its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isMendable = error instanceof InvalidConfiguration || /(?:NotStarted|InUse)$/.test(error.name);
  return isMendable ? error.message : String(error.stack);
}

let servers: OwnServers | undefined;
let stopped: Promise<never> | undefined;

/** Nobody has been served yet: what was started for this engine must not stay behind, and that is all. */
async function stopStarting(): Promise<never> {
  await servers?.stop();
  process.exit(0);
}

const signals = new StopSignals(() => {
  stopped ??= stopStarting();
});
try {
  const config = loadConfig();
  mkdirSync(config.dataDir, { recursive: true });
  servers = new OwnServers(config);
  // Not before: to read the rest of the program takes a second, in which the servers open their data.
  await readLibraries();
  const { runEngine } = await import('./engine.js');
  await runEngine(config, servers, signals);
} catch (error) {
  // A start whose servers are taken away fails: that is no news.
  await stopped;
  process.stderr.write(`Wayfill did not start: ${explain(error)}\n`);
  await servers?.stop();
  process.exit(1);
}
