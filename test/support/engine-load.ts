import { setTimeout as pause } from 'node:timers/promises';
import type { Json } from './api-fixture.js';
import type { EngineClient, WireAnswer } from './engine-client.js';
import type { Scene } from './engine-scene.js';
import { eventually } from './eventually.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';

/** A command that the engine has said yes to. */
export interface Acknowledged {
  readonly key: string;
  readonly path: string;
  readonly body: object;
  readonly answer: Json;
}

/**
 * Without any command of the load being answered: many times what an engine takes to be killed, started and caught up.
 * Whoever waits longer waits for ever.
 */
const PATIENCE_MS = 240_000;
const MISHAPS = 0.1;
const ORDERS_AT_A_TIME = 12;
/** Of a client that was not answered, before it tries again. */
const BACK_OFF_MS = 50;
const NEXT_STEP: Readonly<Record<string, string>> = {
  released: 'accept',
  'timed-out': 'accept',
  accepted: 'pick',
  picking: 'pick',
  picked: 'pack',
  packed: 'ship',
  shipped: 'deliver',
};

/**
 * Customers and nodes at work, as careful callers: every command with an Idempotency-Key, the same again when there was
 * no answer. A part of the work is rejected, found short or lost, as the seed has it.
 */
export class EngineLoad {
  private readonly byKey = new Map<string, Acknowledged>();
  readonly orders: string[] = [];
  /** Tries that had no answer, or the answer that it has to be tried again. */
  unanswered = 0;

  constructor(
    private readonly client: EngineClient,
    private readonly scene: Scene,
    private readonly seed: number,
    /** Tells the orders of several loads on one scene apart. */
    private readonly wave = '',
    /** The share of the steps that may go wrong which do. */
    private readonly mishaps = MISHAPS,
  ) {}

  /** What was said yes to, in that order; each key once, however often it was sent. */
  get acknowledged(): readonly Acknowledged[] {
    return [...this.byKey.values()];
  }

  /** Takes so many orders from their placing to their end. */
  async run(orders: number): Promise<void> {
    const numbers = Array.from({ length: orders }, (_, index) => index + 1).values();
    const lane = async (): Promise<void> => {
      for (const number of numbers) await this.live(number);
    };
    await Promise.all(Array.from({ length: ORDERS_AT_A_TIME }, lane));
  }

  /** Sends a command until there is an answer to it. */
  async command(path: string, body: object, key: string): Promise<WireAnswer> {
    const once = (): Promise<WireAnswer | null> =>
      this.client.post(path, body, key).then(
        (answer) => (isToBeRepeated(answer) ? null : answer),
        () => null,
      );
    const read = async (): Promise<WireAnswer | null> => {
      const answer = await once();
      if (answer === null) {
        this.unanswered += 1;
        await pause(BACK_OFF_MS);
      }
      return answer;
    };
    const answer = await this.until(`${key} is answered`, read, (found) => found !== null);
    if (answer === null) throw new Error('no answer');
    if (answer.status < 300) this.note({ key, path, body, answer: answer.body });
    return answer;
  }

  /** A view that lags has the same step asked for twice: the answer must be the same. */
  private note(one: Acknowledged): void {
    const before = this.byKey.get(one.key);
    if (before !== undefined && before.answer.position !== one.answer.position) {
      throw new Error(
        `${one.key}: answered ${JSON.stringify(before.answer)}, then ${JSON.stringify(one.answer)}`,
      );
    }
    this.byKey.set(one.key, before ?? one);
  }

  private async live(number: number): Promise<void> {
    const random = seededRandom(this.seed * 1_000 + number);
    const externalId = this.scene.id(`o${this.wave}${number}`);
    const placed = await this.command(
      '/v1/orders',
      orderBody(this.scene, externalId, random),
      `place:${externalId}`,
    );
    if (placed.status !== 201)
      throw new Error(`order ${number}: ${placed.status} ${JSON.stringify(placed.body)}`);
    const orderId = `web~${externalId}`;
    this.orders.push(orderId);
    const path = `/v1/orders/${encodeURIComponent(orderId)}`;
    const advance = async (): Promise<Json> => {
      const view = await this.client.get(path).catch(() => null);
      if (view?.status !== 200) return null;
      for (const work of view.body.fulfillments) await this.act(work, random);
      return view.body;
    };
    await this.until(`order ${number} ends`, advance, (view) => view?.status === 'closed');
  }

  /** Waits for as long as the load as a whole gets on. */
  private until<T>(what: string, read: () => Promise<T>, isWanted: (value: T) => boolean): Promise<T> {
    return eventually(what, read, isWanted, PATIENCE_MS, () => this.byKey.size);
  }

  private async act(work: Json, random: SeededRandom): Promise<void> {
    const step = NEXT_STEP[work.status];
    if (step === undefined) return;
    const { fulfillmentId } = work;
    // Only the first attempt meets with mishaps: the load is to come to its end.
    const isFirst = fulfillmentId.endsWith('-1');
    const [action, body] = isFirst
      ? mishap(step, work, random, this.mishaps)
      : [step, bodyOf(step, fulfillmentId)];
    const path = `/v1/fulfillments/${encodeURIComponent(fulfillmentId)}/${action}`;
    await this.command(path, body, `${fulfillmentId}:${action}`);
  }
}

function isToBeRepeated({ status, body }: WireAnswer): boolean {
  return status === 503 || status === 429 || body.code === 'IDEMPOTENCY_IN_PROGRESS';
}

function orderBody(scene: Scene, externalId: string, random: SeededRandom): object {
  return {
    externalId,
    channel: 'web',
    customerRef: 'customer-1',
    method: 'ship',
    promise: { service: 'standard', promisedBy: '2099-01-01T00:00:00.000Z' },
    destination: { country: 'US', coordinates: { latitude: 40, longitude: -75 } },
    recipient: { name: `Customer of ${externalId}` },
    lines: ['chair', 'lamp'].map((sku, index) => ({
      lineId: String(index + 1),
      sku: scene.id(sku),
      quantity: 1 + random.below(3),
      unitPrice: { amountMinor: 1000, currency: 'USD' },
    })),
  };
}

function mishap(step: string, work: Json, random: SeededRandom, share: number): readonly [string, object] {
  const [line, ...others] = work.lines;
  if (step === 'accept' && random.chance(share)) return ['reject', { reason: 'no-capacity' }];
  if (step === 'deliver' && random.chance(share)) return ['loss', { reason: 'not seen since the depot' }];
  if (step === 'pick' && random.chance(share)) {
    const found = [{ ...line, quantity: line.quantity - 1 }, ...others];
    return ['pick', { lines: found.map(({ lineId, quantity }: Json) => ({ lineId, quantity })) }];
  }
  return [step, bodyOf(step, work.fulfillmentId)];
}

function bodyOf(step: string, fulfillmentId: string): object {
  return step === 'pack' ? { parcels: [{ parcelId: `${fulfillmentId}-p`, carrier: 'ground' }] } : {};
}
