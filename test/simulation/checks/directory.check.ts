import type { NetworkDirectory } from '../../../src/application/ports/network-directory.js';
import type { PolicyEvent } from '../../../src/domain/policy/index.js';
import { NODE_IDS } from '../actors/scene.js';
import { SimulationFailure } from './simulation-failure.js';
import { TENANT, type Truth } from './truth.js';

/** An engine that is up knows, in the end, which nodes work and which policy is in force. */
export function checkDirectory(truth: Truth, directory: NetworkDirectory): void {
  for (const nodeId of NODE_IDS) {
    const known = directory.node(TENANT, nodeId)?.suspended;
    if (known === truth.suspended.has(nodeId)) continue;
    fail(`${nodeId}: suspended is ${truth.suspended.has(nodeId)}, an engine takes it for ${String(known)}`);
  }
  const activated = truth.log.findLast(({ event }) => event.type === 'PolicyActivated');
  if (activated === undefined) return fail('no policy was ever activated');
  const { version } = (activated.event as PolicyEvent).data;
  const known = directory.activePolicy(TENANT)?.version;
  if (known !== version) fail(`policy version ${version} is active, an engine uses ${String(known)}`);
}

function fail(detail: string): never {
  throw new SimulationFailure('the directory lags for ever', detail);
}
