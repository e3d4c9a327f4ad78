import type { OrderIntake } from '../../../src/api/orders/place-order.js';
import type { PersonVault } from '../../../src/application/ports/person-vault.js';
import type { Plant } from './plant.js';
import { altered, alteredCommands, dataOf } from './wrapping.js';

type Place = OrderIntake['place'];

const placing =
  (change: (place: Place) => Place): NonNullable<Plant['intake']> =>
  (intake) => ({ place: change((call, order) => intake.place(call, order)) });

const keeping =
  (change: (vault: PersonVault) => Partial<PersonVault>): NonNullable<Plant['vault']> =>
  (vault) =>
    altered(vault, change(vault));

/** A reference that follows from the order, so that all requests for it have the same. */
const referenceOf = (orderId: string): string => `person-of-${orderId}`;

const oneReferenceForEach = keeping((vault) => ({
  put: (tenant, _reference, person, claim) =>
    vault.put(tenant, referenceOf(String(claim?.orderId)), person, claim),
}));

const withOneReference = alteredCommands((command, context, next) => {
  const data = dataOf(command);
  if (command.type !== 'PlaceOrder' || data['personRef'] === undefined) return next(command, context);
  const personRef = referenceOf(String(data['orderId']));
  return next({ type: command.type, data: { ...data, personRef } }, context);
});

async function* nothing(): AsyncIterable<never> {}

/** Personal data that gets where it must not be, is lost, or stays. */
export const PERSON_PLANTS: readonly Plant[] = [
  {
    name: 'the name of the recipient is taken for the reference of the customer',
    intake: placing(
      (place) => (call, order) =>
        place(call, Object.assign({}, order, { customerRef: order.recipient?.name })),
    ),
  },
  {
    name: 'the address of the recipient becomes the correlation id',
    intake: placing(
      (place) => (call, order) =>
        place({ ...call, correlationId: order.recipient?.email ?? call.correlationId }, order),
    ),
  },
  {
    name: 'the hash of a request follows from its recipient as well',
    intake: placing(
      (place) => (call, order) => place(call, Object.assign({}, order, { unknown: order.recipient })),
    ),
  },
  {
    name: 'an order does not wait until its person is kept',
    vault: keeping((vault) => ({
      put: async (...args) => {
        vault.put(...args).catch(() => undefined);
      },
    })),
  },
  {
    name: 'an error of the vault names the person, and the engine writes it down',
    vault: (vault) =>
      altered(vault, {
        erase: async (tenant, reference) => {
          const person = await vault.get(tenant, reference);
          return vault.erase(tenant, reference).catch((error: Error) => {
            throw Object.assign(error, { message: `${person?.name} could not be erased` });
          });
        },
      }),
  },
  {
    name: 'persons without an order are never looked for',
    vault: keeping(() => ({ unsettled: async () => [] })),
  },
  {
    name: 'persons without an order are erased before their order can be in',
    vault: keeping((vault) => ({
      unsettled: async (_before, limit) => {
        const persons = await vault.unsettled('9999-01-01T00:00:00.000Z', limit);
        for (const { tenant, reference } of persons) await vault.erase(tenant, reference);
        return [];
      },
    })),
  },
  {
    name: 'the sweep does not see that an order is in',
    sweepStore: (store) => altered(store, { readStream: nothing }),
  },
  {
    name: 'a person counts as settled before the order is in',
    vault: keeping((vault) => ({
      put: (tenant, reference, person) => vault.put(tenant, reference, person),
    })),
  },
  {
    name: 'a repeat brings an erased person back',
    vault: oneReferenceForEach,
    runner: withOneReference,
  },
  {
    name: 'an order that is sent again takes the person of the first with it',
    vault: (vault) => {
      const orders = new Map<string, string>();
      return altered(vault, {
        put: (tenant, reference, person, claim) => {
          orders.set(reference, claim?.orderId ?? '');
          return vault.put(tenant, reference, person, claim);
        },
        erase: async (tenant, reference) => {
          const orderId = orders.get(reference);
          const copies = [...orders].filter(([, other]) => other === orderId).map(([copy]) => copy);
          for (const copy of copies) await vault.erase(tenant, copy);
          return vault.erase(tenant, reference);
        },
      });
    },
  },
  {
    name: 'an erasure leaves behind what other requests for the order have left',
    vault: keeping((vault) => ({
      unsettled: async (before, limit) => (before.startsWith('9999') ? [] : vault.unsettled(before, limit)),
    })),
  },
  {
    name: 'an erasure that fails passes for done',
    vault: keeping((vault) => ({ erase: (...args) => vault.erase(...args).catch(() => true) })),
  },
];
