import { streamName } from '../../../src/domain/shared/stream-names.js';
import type { People } from '../people.js';
import type { Vault } from '../ports/simulated-vault.js';
import { whereSomebodyIs } from './personal-words.js';
import { SimulationFailure } from './simulation-failure.js';
import { TENANT } from './truth.js';

/** Later than any run. */
const AT_LAST = '9999-01-01T00:00:00.000Z';

/**
 * Once the sweep has had its time: the vault holds exactly those whose orders are in and who were not erased, and a
 * word of anybody stands nowhere else.
 *
 * @param elsewhere everything that is kept outside the vault
 */
export async function checkPersons(people: People, vault: Vault, elsewhere: object): Promise<void> {
  const referred = new Set<string>();
  for (const [orderId, reference] of people.references) {
    if (reference === null) continue;
    referred.add(reference);
    checkPerson(people, orderId, reference);
  }
  for (const reference of vault.held.keys()) {
    if (!referred.has(reference)) fail(`${reference} is in the vault, and no order refers to it`);
  }
  const [unsettled] = await vault.unsettled(AT_LAST, 1);
  if (unsettled) fail(`nobody has settled ${unsettled.reference} of ${unsettled.orderId}`, unsettled.orderId);
  const place = whereSomebodyIs(elsewhere);
  if (place !== null) fail(`a personal word stands outside the vault, at ${place}`);
}

/** Until when a sweep has something to look at, in milliseconds; null when it has not. */
export async function lastClaimMs(vault: Vault): Promise<number | null> {
  const claims = await vault.unsettled(AT_LAST, Number.MAX_SAFE_INTEGER);
  return claims.length === 0 ? null : Math.max(...claims.map(({ since }) => Date.parse(since)));
}

function checkPerson(people: People, orderId: string, reference: string): void {
  const { held, erased } = people;
  if (erased.has(orderId) && held.has(reference)) fail(`the person of ${orderId} came back`, orderId);
  if (!people.mayBeErased(orderId) && !people.isHeld(orderId, reference))
    fail(`the person of ${orderId} is lost`, orderId);
}

function fail(detail: string, orderId?: string): never {
  const stream = orderId === undefined ? undefined : streamName('order', TENANT, orderId);
  throw new SimulationFailure('persons', detail, stream);
}
