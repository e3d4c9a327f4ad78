import {
  type FulfillmentCommand,
  fulfillmentDecider,
  type FulfillmentState,
  type FulfillmentStatus,
} from '../../../src/domain/fulfillment/index.js';
import type { Instant } from '../../../src/domain/shared/time.js';
import type { Actor, Stage } from './actor.js';

const ANY_TROUBLE = [
  'AcceptFulfillment',
  'RejectFulfillment',
  'PickFulfillment',
  'ReportDamage',
  'ReportLoss',
  'ShipFulfillment',
  'MakeReadyForPickup',
  'DeliverFulfillment',
  'CollectFulfillment',
  'ExpirePickup',
  'TimeOutFulfillment',
] as const;

/** What goes wrong at each stage of real work. */
const LIKELY_TROUBLE: Readonly<Partial<Record<FulfillmentStatus, readonly (typeof ANY_TROUBLE)[number][]>>> =
  {
    released: ['RejectFulfillment'],
    'timed-out': ['RejectFulfillment', 'AcceptFulfillment'],
    accepted: ['RejectFulfillment', 'PickFulfillment'],
    picking: ['PickFulfillment'],
    shipped: ['ReportDamage', 'ReportLoss'],
  };

/** Stages that few orders get to: trouble there would hardly ever be seen. */
const LIKELIER: Readonly<Partial<Record<FulfillmentStatus, number>>> = {
  accepted: 2,
  picking: 2,
  'ready-for-pickup': 2,
  shipped: 8,
};

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
    const choices = isStale ? truth.endedFulfillments.slice(-6) : open;
    if (choices.length === 0) return;
    const fulfillmentId = chance.pick(choices);
    const state = truth.fulfillment(fulfillmentId);
    const likely = LIKELIER[state.status] ?? 1;
    const isTrouble = isStale || chance.below(100) < this.troubles * likely;
    const command = isTrouble
      ? this.trouble(fulfillmentId, state)
      : nextStep(fulfillmentId, state, clock.now());
    // Customers take their time.
    if (command?.type === 'CollectFulfillment' && chance.happens(0.6)) return;
    if (command !== null) void client.send(fulfillmentDecider, command);
  }

  private trouble(fulfillmentId: string, state: FulfillmentState): FulfillmentCommand {
    const { status, work } = state;
    const { chance, clock } = this.stage.kernel;
    const at = clock.now();
    const some = (work?.lines ?? [])
      .map(({ lineId, quantity }) => ({ lineId, quantity: chance.below(quantity + 1) }))
      .filter((line) => line.quantity > 0);
    const id = { fulfillmentId, at };
    const likely = LIKELY_TROUBLE[status];
    const isLate = state.status === 'superseded' && chance.happens(0.5);
    if (isLate) return { type: 'AcceptFulfillment', data: id };
    const kind = likely && chance.happens(0.7) ? chance.pick(likely) : chance.pick(ANY_TROUBLE);
    const lines = chance.happens(0.6) ? { lines: some } : {};
    switch (kind) {
      case 'RejectFulfillment': {
        const doubt = chance.pick(['closed', 'not-found', 'damaged', 'no-capacity'] as const);
        return { type: kind, data: { ...id, ...lines, reason: doubt } };
      }
      case 'PickFulfillment':
        return { type: kind, data: { ...id, lines: chance.happens(0.8) ? some : [] } };
      case 'ReportDamage':
      case 'ReportLoss':
        return { type: kind, data: { ...id, ...lines, reason: 'wet' } };
      case 'ShipFulfillment':
        return { type: kind, data: { ...id, shippedAt: at } };
      case 'DeliverFulfillment':
        return { type: kind, data: { ...id, deliveredAt: at } };
      case 'CollectFulfillment':
        return { type: kind, data: { ...id, collectedAt: at } };
      default:
        return { type: kind, data: id };
    }
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
