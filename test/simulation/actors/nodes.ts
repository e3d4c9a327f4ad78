import {
  type FulfillmentCommand,
  fulfillmentDecider,
  type FulfillmentState,
} from '../../../src/domain/fulfillment/index.js';
import type { Instant } from '../../../src/domain/shared/time.js';
import type { Actor, Stage } from './actor.js';

/** People at the nodes and drivers: mostly they do their work, in any order of orders, late, twice, or wrongly. */
export class NodeAgents implements Actor {
  constructor(
    private readonly stage: Stage,
    /** Of 100 acts, those that are trouble. */
    private readonly troubles: number,
  ) {}

  act(): void {
    const { kernel, truth, client } = this.stage;
    const { chance, faults, clock } = kernel;
    const open = [...truth.openFulfillments];
    const isStale = open.length === 0 || faults.strikes('staleCommand');
    const choices = isStale ? truth.fulfillmentIds : open;
    if (choices.length === 0) return;
    const fulfillmentId = chance.pick(choices);
    const state = truth.fulfillment(fulfillmentId);
    const isTrouble = isStale || chance.below(100) < this.troubles;
    const command = isTrouble
      ? this.trouble(fulfillmentId, state)
      : nextStep(fulfillmentId, state, clock.now());
    if (command !== null) void client.send(fulfillmentDecider, command);
  }

  private trouble(fulfillmentId: string, { work }: FulfillmentState): FulfillmentCommand {
    const { chance, clock } = this.stage.kernel;
    const at = clock.now();
    const some = (work?.lines ?? [])
      .map(({ lineId, quantity }) => ({ lineId, quantity: chance.below(quantity + 1) }))
      .filter((line) => line.quantity > 0);
    const id = { fulfillmentId, at };
    const reason = 'wet';
    return chance.weighted<FulfillmentCommand>([
      [
        3,
        {
          type: 'RejectFulfillment',
          data: { ...id, reason: chance.pick(['closed', 'not-found', 'damaged'] as const) },
        },
      ],
      [
        3,
        {
          type: 'RejectFulfillment',
          data: { ...id, lines: some, reason: chance.pick(['not-found', 'no-capacity'] as const) },
        },
      ],
      [5, { type: 'PickFulfillment', data: { ...id, lines: some } }],
      [2, { type: 'PickFulfillment', data: { ...id, lines: [] } }],
      [3, { type: 'ReportDamage', data: { ...id, lines: some, reason } }],
      [2, { type: 'ReportDamage', data: { ...id, reason } }],
      [2, { type: 'ReportLoss', data: { ...id, reason } }],
      [2, { type: 'ReportLoss', data: { ...id, lines: some, reason } }],
      [2, { type: 'AcceptFulfillment', data: id }],
      [1, { type: 'ShipFulfillment', data: { ...id, shippedAt: at } }],
      [1, { type: 'MakeReadyForPickup', data: id }],
      [1, { type: 'CollectFulfillment', data: { ...id, collectedAt: at } }],
      [1, { type: 'DeliverFulfillment', data: { ...id, deliveredAt: at } }],
      [1, { type: 'ExpirePickup', data: id }],
      [1, { type: 'TimeOutFulfillment', data: id }],
    ]);
  }
}

/** What a node does next that does its work; null when it has nothing to do. */
export function nextStep(
  fulfillmentId: string,
  { status, work }: FulfillmentState,
  at: Instant,
): FulfillmentCommand | null {
  const id = { fulfillmentId, at };
  switch (status) {
    case 'released':
    case 'timed-out':
      return { type: 'AcceptFulfillment', data: id };
    case 'accepted':
      return work?.method === 'drop-ship'
        ? { type: 'ShipFulfillment', data: { ...id, shippedAt: at } }
        : { type: 'StartPicking', data: id };
    case 'picking':
      return { type: 'PickFulfillment', data: id };
    case 'picked':
      return work?.method === 'pickup'
        ? { type: 'MakeReadyForPickup', data: id }
        : { type: 'PackFulfillment', data: { ...id, parcels: [] } };
    case 'packed':
      return { type: 'ShipFulfillment', data: { ...id, shippedAt: at } };
    case 'shipped':
      return { type: 'DeliverFulfillment', data: { ...id, deliveredAt: at } };
    case 'ready-for-pickup':
      return { type: 'CollectFulfillment', data: { ...id, collectedAt: at } };
    default:
      return null;
  }
}
