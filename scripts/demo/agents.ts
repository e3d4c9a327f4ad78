import { setTimeout as delay } from 'node:timers/promises';
import { chance } from './chance.js';
import { type Answer, type DemoClient, expectOk } from './client.js';
import type { DemoOrder } from './dataset.js';
import { type DemoNode, NODES } from './network.js';

const DAY_MS = 86_400_000;
const POLL_MS = 400;
/** Fulfillments in hand over all nodes; beyond that the others wait on their lists. */
const JOBS_AT_A_TIME = 400;
/** A node that was silent wakes up this long after its deadline, in case no other node could take over. */
const LATE_WAKE_MS = 20_000;

/** Share of fulfillments that meet each fate; the rest go well. */
export const RATES = {
  reject: 0.04,
  shortPick: 0.03,
  silence: 0.015,
  damage: 0.01,
  loss: 0.005,
  noShow: 0.04,
} as const;

interface WorkItem {
  readonly fulfillmentId: string;
  readonly orderId: string;
  readonly method: 'ship' | 'drop-ship' | 'pickup';
  readonly status: string;
  readonly acceptBy?: string;
  readonly lines: readonly { readonly lineId: string; readonly sku: string; readonly quantity: number }[];
}

type Fate = keyof typeof RATES | 'well';

/** The people and systems at the nodes: each looks at its work list and answers over HTTP. */
export class NodeAgents {
  private readonly offline = new Set<string>();
  private readonly busy = new Set<string>();
  private readonly jobs = new Set<Promise<void>>();
  private running = true;
  private loops: Promise<void>[] = [];

  constructor(
    private readonly client: DemoClient,
    private readonly orders: ReadonlyMap<string, DemoOrder>,
  ) {}

  start(): void {
    this.loops = NODES.map((node) => this.work(node));
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  /** An outage: nobody at the node answers any more. */
  setOffline(nodeId: string, offline: boolean): void {
    if (offline) this.offline.add(nodeId);
    else this.offline.delete(nodeId);
  }

  /** The carrier's part for goods that left the node: also called for shipments that a crash left undelivered. */
  async deliver(fulfillmentId: string, orderId: string, nodeId: string): Promise<void> {
    const path = `/v1/fulfillments/${encodeURIComponent(fulfillmentId)}`;
    const fate = fateOf(fulfillmentId, 'ship');
    const shippedAt = this.shipTime(fulfillmentId, orderId);
    if (fate === 'damage' || fate === 'loss') {
      const body = {
        reason: fate === 'damage' ? 'crushed in transit' : 'not seen since the depot',
        occurredAt: shippedAt,
      };
      await this.tell(`${path}/${fate}`, `${fulfillmentId}:${fate}`, body);
      return;
    }
    const days = transitDays(nodeId, this.orders.get(orderId));
    const occurredAt = new Date(Date.parse(shippedAt) + days * DAY_MS).toISOString();
    await this.tell(`${path}/deliver`, `${fulfillmentId}:deliver`, { occurredAt });
  }

  private async work(node: DemoNode): Promise<void> {
    while (this.running) {
      if (!this.offline.has(node.nodeId)) await this.look(node);
      await delay(POLL_MS);
    }
    await Promise.all(this.jobs);
  }

  /** Takes up what is new on the list; the work itself goes on while the next look is taken. */
  private async look(node: DemoNode): Promise<void> {
    const answer = expectOk(await this.client.get(`/v1/nodes/${node.nodeId}/work?limit=200`), 'work list');
    for (const item of answer.items as WorkItem[]) {
      if (this.busy.size >= JOBS_AT_A_TIME) return;
      if (this.busy.has(item.fulfillmentId)) continue;
      this.busy.add(item.fulfillmentId);
      const job = this.fulfill(node, item).finally(() => {
        this.busy.delete(item.fulfillmentId);
        this.jobs.delete(job);
      });
      this.jobs.add(job);
    }
  }

  /** From wherever the work stands, as far as it goes. Any refusal means that it has been changed meanwhile: look again. */
  private async fulfill(node: DemoNode, item: WorkItem): Promise<void> {
    const fate = fateOf(item.fulfillmentId, item.method);
    if (isSleeping(item, fate)) return;
    const steps = stepsFor(item, fate);
    for (const step of steps) {
      if (this.offline.has(node.nodeId)) return;
      const ok = await this.step(node, item, step, fate);
      if (!ok) return;
    }
  }

  private async step(node: DemoNode, item: WorkItem, step: string, fate: Fate): Promise<boolean> {
    const path = `/v1/fulfillments/${encodeURIComponent(item.fulfillmentId)}/${step}`;
    const key = `${item.fulfillmentId}:${step}`;
    const occurredAt = this.shipTime(item.fulfillmentId, item.orderId);
    switch (step) {
      case 'reject':
        return this.tell(path, key, { reason: chance(`why:${key}`) < 0.5 ? 'not-found' : 'no-capacity' });
      case 'pick':
        return this.tell(path, key, fate === 'shortPick' ? { lines: shortOf(item) } : {});
      case 'pack':
        return this.tell(path, key, { parcels: [{ parcelId: `${item.fulfillmentId}-p1` }] });
      case 'ship':
        return this.tell(path, key, {
          parcels: [{ parcelId: `${item.fulfillmentId}-p1`, carrier: 'ground' }],
          occurredAt,
        });
      case 'deliver':
        await this.deliver(item.fulfillmentId, item.orderId, node.nodeId);
        return true;
      case 'collect':
        return this.tell(path, key, { occurredAt });
      default:
        return this.tell(path, key, {});
    }
  }

  /** True when the engine took it. A conflict is no error here: the centre may have changed the work in between. */
  private async tell(path: string, key: string, body: object): Promise<boolean> {
    const answer: Answer = await this.client.command(path, key, body);
    if (answer.status === 409 || answer.status === 422) return false;
    expectOk(answer, path);
    return true;
  }

  /** The data set's ship date; each further fulfillment of the order ships half a day later. */
  private shipTime(fulfillmentId: string, orderId: string): string {
    const order = this.orders.get(orderId);
    const attempt = Number(fulfillmentId.slice(orderId.length + 1)) || 1;
    return new Date(
      Date.parse(order?.shipDate ?? new Date().toISOString()) + (attempt - 1) * DAY_MS,
    ).toISOString();
  }
}

function fateOf(fulfillmentId: string, method: WorkItem['method']): Fate {
  let draw = chance(`fate:${fulfillmentId}`);
  const fates: readonly Exclude<Fate, 'well'>[] =
    method === 'pickup'
      ? ['reject', 'shortPick', 'silence', 'noShow']
      : ['reject', 'shortPick', 'silence', 'damage', 'loss'];
  for (const fate of fates) {
    if (draw < RATES[fate]) return fate;
    draw -= RATES[fate];
  }
  return 'well';
}

function isSleeping(item: WorkItem, fate: Fate): boolean {
  if (fate !== 'silence' || (item.status !== 'released' && item.status !== 'timed-out')) return false;
  return item.acceptBy === undefined || Date.now() < Date.parse(item.acceptBy) + LATE_WAKE_MS;
}

const SHIP_STEPS = ['accept', 'pick', 'pack', 'ship', 'deliver'] as const;
const PICKUP_STEPS = ['accept', 'pick', 'ready', 'collect'] as const;
const STEPS_DONE: Readonly<Record<string, number>> = {
  released: 0,
  'timed-out': 0,
  accepted: 1,
  picking: 1,
  picked: 2,
  packed: 3,
  'ready-for-pickup': 3,
  shipped: 4,
};

function stepsFor(item: WorkItem, fate: Fate): readonly string[] {
  const done = STEPS_DONE[item.status];
  if (done === undefined) return [];
  if (fate === 'reject' && done === 0) return ['reject'];
  if (item.method !== 'pickup') return SHIP_STEPS.slice(done);
  const steps = PICKUP_STEPS.slice(done);
  return fate === 'noShow' ? steps.filter((step) => step !== 'collect') : steps;
}

/** One unit of the first line is missing: a zero pick where that was all. */
function shortOf(item: WorkItem): readonly { readonly lineId: string; readonly quantity: number }[] {
  return item.lines.map((line, index) => ({
    lineId: line.lineId,
    quantity: index === 0 ? line.quantity - 1 : line.quantity,
  }));
}

/** A day, and another for each 900 km. */
function transitDays(nodeId: string, order: DemoOrder | undefined): number {
  const node = NODES.find((candidate) => candidate.nodeId === nodeId);
  if (!node || !order) return 1;
  const north = (node.latitude - order.latitude) * 111;
  const east = (node.longitude - order.longitude) * 111 * Math.cos((order.latitude * Math.PI) / 180);
  return 1 + Math.floor(Math.hypot(north, east) / 900);
}
