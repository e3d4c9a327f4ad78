import type { Json } from './api-fixture.js';
import type { EngineClient, WireAnswer } from './engine-client.js';
import { eventually } from './eventually.js';

type NodeType = 'warehouse' | 'store' | 'drop-shipper';

const METHODS = { warehouse: ['ship'], store: ['ship', 'pickup'], 'drop-shipper': ['drop-ship'] } as const;

export interface OrderWish {
  readonly lines: Readonly<Record<string, number>>;
  readonly pickupAt?: string;
  readonly priority?: number;
}

/**
 * A little network with names of its own, so that many scenes share one engine and nothing else. The customers live at
 * its first node; each further node is a degree of latitude further away, so the first that has the goods is chosen.
 */
export class Scene {
  private nodes = 0;
  private orders = 0;

  constructor(
    readonly client: EngineClient,
    readonly name: string,
  ) {}

  /** The id that a node, sku or order of this scene has. */
  id(name: string): string {
    return `${this.name}.${name}`;
  }

  orderId(n: number): string {
    return `web~${this.id(String(n))}`;
  }

  fulfillmentId(order: number, n: number): string {
    return `${this.orderId(order)}-${n}`;
  }

  async node(name: string, nodeType: NodeType = 'warehouse'): Promise<void> {
    const latitude = 40 + this.nodes;
    this.nodes += 1;
    await this.client.command('/v1/nodes', {
      nodeId: this.id(name),
      name,
      nodeType,
      country: 'US',
      coordinates: { latitude, longitude: -75 },
      methods: METHODS[nodeType],
      servesCountries: ['US'],
      servesRegions: [],
      shippingCost: { baseMinor: 500, perHundredKmMinor: 20, currency: 'USD' },
    });
    const isKnown = async (): Promise<boolean> => {
      const { items } = await this.client.read('/v1/nodes');
      return items.some((node: Json) => node.nodeId === this.id(name));
    };
    await eventually(`the node ${name} is known`, isKnown, (known) => known);
  }

  async nodesWith(sku: string, units: Readonly<Record<string, number>>): Promise<void> {
    for (const [node, quantity] of Object.entries(units)) {
      await this.node(node);
      if (quantity > 0) await this.receive(sku, node, quantity);
    }
  }

  /** The views know of it when this is done. */
  async receive(sku: string, node: string, quantity: number): Promise<void> {
    await this.stock('receive', sku, node, { quantity });
  }

  async stock(operation: string, sku: string, node: string, rest: object): Promise<void> {
    const body = { sku: this.id(sku), nodeId: this.id(node), ...rest };
    const { position } = await this.client.command(`/v1/stock/${operation}`, body);
    await this.client.read(`/v1/parked?waitFor=${position}`);
  }

  /** [on hand, reserved, suspect] of a sku at a node. */
  async figures(sku: string, node: string): Promise<readonly [number, number, number]> {
    const { items } = await this.client.read(`/v1/availability?sku=${this.id(sku)}`);
    const found = items[0].nodes.find((one: Json) => one.nodeId === this.id(node));
    return [found?.onHand ?? 0, found?.reserved ?? 0, found?.suspect ?? 0];
  }

  /** Waits until a node has that many on hand and reserved, and awaiting a count. */
  async figuresBecome(sku: string, node: string, wanted: readonly [number, number, number]): Promise<void> {
    const read = (): Promise<readonly number[]> => this.figures(sku, node);
    await eventually(
      `figures of ${sku} at ${node}: ${wanted.join()}`,
      read,
      (now) => now.join() === wanted.join(),
    );
  }

  /** Puts an order in. Its number counts from 1. */
  async place({ lines, pickupAt, priority }: OrderWish): Promise<number> {
    this.orders += 1;
    const number = this.orders;
    const order = Object.entries(lines).map(([sku, quantity], index) => ({
      lineId: String(index + 1),
      sku: this.id(sku),
      quantity,
      unitPrice: { amountMinor: 1000, currency: 'USD' },
    }));
    await this.client.command('/v1/orders', {
      externalId: this.id(String(number)),
      channel: 'web',
      customerRef: 'customer-1',
      method: pickupAt === undefined ? 'ship' : 'pickup',
      ...(pickupAt === undefined ? {} : { pickupNodeId: this.id(pickupAt) }),
      ...(priority === undefined ? {} : { priority }),
      promise: { service: 'standard', promisedBy: '2099-01-01T00:00:00.000Z' },
      destination: { country: 'US', coordinates: { latitude: 40, longitude: -75 } },
      lines: order,
    });
    return number;
  }

  /** Waits until a fulfillment of the order is in the status. */
  async work(order: number, n: number, status: string): Promise<Json> {
    const fulfillmentId = this.fulfillmentId(order, n);
    const isThere = (view: Json): boolean =>
      view.fulfillments.some((one: Json) => one.fulfillmentId === fulfillmentId && one.status === status);
    return this.orderWhen(order, `fulfillment ${n} is ${status}`, isThere);
  }

  async orderBecomes(order: number, status: string): Promise<Json> {
    return this.orderWhen(order, status, (view) => view.status === status);
  }

  async orderWhen(order: number, what: string, isWanted: (view: Json) => boolean): Promise<Json> {
    const read = async (): Promise<Json> => {
      const { status, body } = await this.client.get(`/v1/orders/${encodeURIComponent(this.orderId(order))}`);
      return status === 200 ? body : null;
    };
    return eventually(`order ${order}: ${what}`, read, (view) => view !== null && isWanted(view));
  }

  /** What the node does, and that the engine took it. */
  async act(
    order: number,
    n: number,
    ...actions: readonly (string | readonly [string, object])[]
  ): Promise<void> {
    for (const one of actions) {
      const [action, body] = typeof one === 'string' ? [one, DEFAULT_BODIES[one]] : one;
      await this.client.command(this.actionPath(order, n, action), body ?? {});
    }
  }

  /** What the node does, whatever the engine says to it. */
  tryAct(order: number, n: number, action: string, body: object = {}): Promise<WireAnswer> {
    return this.client.post(this.actionPath(order, n, action), body);
  }

  ask(order: number, what: string, body: object = {}): Promise<WireAnswer> {
    return this.client.post(`/v1/orders/${encodeURIComponent(this.orderId(order))}/${what}`, body);
  }

  /** Everything that happened, oldest first. */
  async timeline(order: number): Promise<readonly Json[]> {
    const view = await this.client.get(`/v1/orders/${encodeURIComponent(this.orderId(order))}`);
    const path = `/v1/orders/${encodeURIComponent(this.orderId(order))}/timeline`;
    const page = `?limit=200&waitFor=${String(view.headers['wayfill-position'])}`;
    return (await this.client.read(`${path}${page}`)).items;
  }

  async decisions(order: number): Promise<readonly Json[]> {
    return (await this.client.read(`/v1/orders/${encodeURIComponent(this.orderId(order))}/decisions`)).items;
  }

  private actionPath(order: number, n: number, action: string): string {
    return `/v1/fulfillments/${encodeURIComponent(this.fulfillmentId(order, n))}/${action}`;
  }
}

const DEFAULT_BODIES: Readonly<Record<string, object>> = {
  pack: { parcels: [{ parcelId: 'parcel-1', carrier: 'ground' }] },
  damage: { reason: 'crushed' },
  loss: { reason: 'not seen since the depot' },
};

/** Brings a policy into force: the first version with changes. Done when the engine goes by it. */
export async function usePolicy(client: EngineClient, changes: object, marker: string): Promise<void> {
  const { versions } = await client.read('/v1/policies/default');
  const policy = { ...versions[0].policy, ...changes };
  const { version } = await client.command('/v1/policies/default/drafts', { policy });
  await client.command(`/v1/policies/default/versions/${version}/validate`);
  await client.command(`/v1/policies/default/versions/${version}/activate`);
  // Nodes and policies are heard in the order of the log: who knows this node knows the policy.
  await new Scene(client, marker).node(`after-policy-${version}`);
}
