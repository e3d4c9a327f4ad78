import type { NodeAgents } from './agents.js';
import { type DemoClient, expectOk, inParallel } from './client.js';
import type { DemoOrder } from './dataset.js';
import { pickupStoreOf, restock } from './network.js';
import { deliverStock } from './setup.js';

/** In flight at a time; orders are posted in date order, so at most this many overlap. */
const POSTS_AT_A_TIME = 12;
/** The node that fails in the middle of the season. */
export const OUTAGE_NODE = 'dc-louisville';

const CLEARING_NODE = 'dc-dallas';

/** An order that waits for stock, as the API tells it. */
export interface WaitingOrder {
  readonly orderId: string;
  readonly pickupNodeId?: string;
  readonly parked: readonly {
    readonly reason: string;
    readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  }[];
}

interface Incident {
  /** Share of the orders that have been posted when it happens. */
  readonly at: number;
  readonly name: string;
  happen(): Promise<void>;
}

/** Four years of orders, in date order, with an outage and two late deliveries in between. */
export class Season {
  posted = 0;
  /** Orders that the engine has taken. */
  readonly taken = new Set<string>();
  note = '';

  constructor(
    private readonly client: DemoClient,
    private readonly orders: readonly DemoOrder[],
    private readonly agents: NodeAgents,
  ) {}

  async run(): Promise<void> {
    const incidents = this.incidents();
    await inParallel(this.orders, POSTS_AT_A_TIME, async (order) => {
      await this.post(order);
      this.taken.add(`${order.channel}~${order.externalId}`);
      this.posted += 1;
      const due = incidents[0];
      if (due && this.posted >= due.at * this.orders.length) {
        incidents.shift();
        this.note = `— ${due.name}`;
        await due.happen();
      }
    });
  }

  private async post(order: DemoOrder): Promise<void> {
    const store = pickupStoreOf(order);
    const body = {
      externalId: order.externalId,
      channel: order.channel,
      customerRef: order.customerRef,
      method: store ? 'pickup' : 'ship',
      ...(store ? { pickupNodeId: store.nodeId } : {}),
      placedAt: order.placedAt,
      promise: { service: order.service, promisedBy: order.promisedBy },
      destination: {
        country: 'US',
        region: order.state,
        city: order.city,
        postalCode: order.postalCode,
        coordinates: { latitude: order.latitude, longitude: order.longitude },
      },
      recipient: { name: order.customerName },
      lines: order.lines,
    };
    expectOk(
      await this.client.command('/v1/orders', `order:${order.externalId}`, body),
      `order ${order.externalId}`,
    );
  }

  private incidents(): Incident[] {
    const path = `/v1/nodes/${OUTAGE_NODE}`;
    return [
      {
        at: 0.45,
        name: `outage of ${OUTAGE_NODE}`,
        happen: async () => {
          this.agents.setOffline(OUTAGE_NODE, true);
          expectOk(
            await this.client.command(`${path}/suspend`, 'outage:suspend', { reason: 'power failure' }),
            'suspend',
          );
        },
      },
      {
        at: 0.6,
        name: `${OUTAGE_NODE} is back`,
        happen: async () => {
          expectOk(await this.client.command(`${path}/resume`, 'outage:resume'), 'resume');
          this.agents.setOffline(OUTAGE_NODE, false);
        },
      },
      {
        at: 0.75,
        name: 'second delivery of scarce products',
        happen: () => this.deliver(0.3, 'second-delivery'),
      },
      { at: 1, name: 'last delivery of scarce products', happen: () => this.deliver(0.5, 'last-delivery') },
    ];
  }

  /**
   * What a retailer does when the season is over and demand still waits: one delivery of just that, to the store where a
   * customer waits or to a warehouse. Twice the units, since some of what is booked there is suspect.
   */
  async clear(waiting: readonly WaitingOrder[]): Promise<void> {
    this.note = '— clearing delivery for what still waits';
    const rows = waiting.flatMap(({ orderId, pickupNodeId, parked }) =>
      parked.flatMap(({ lines }) =>
        lines.map(({ sku, quantity }) => ({
          operation: 'receive' as const,
          sku,
          nodeId: pickupNodeId ?? CLEARING_NODE,
          quantity: 2 * quantity,
          reference: `clearing-${orderId}`,
        })),
      ),
    );
    await deliverStock(this.client, rows, 'clearing');
  }

  private deliver(share: number, reference: string): Promise<void> {
    return deliverStock(this.client, restock(this.orders, share, reference), reference);
  }
}
