import type { OrderRequest } from '../simulated-people.js';
import { somebody } from '../checks/personal-words.js';
import type { Actor, Stage } from './actor.js';

/** So many orders back somebody is forgotten, or sent for again, most often: their first steps are under way. */
const RECENT = 3;

/** People who want to be forgotten, and channels that send again what they have sent: early, late, at the same moment. */
export class Customers implements Actor {
  constructor(private readonly stage: Stage) {}

  act(): void {
    const { chance } = this.stage.kernel;
    const { requests } = this.stage.people;
    if (requests.length === 0) return;
    const request = chance.pick(chance.happens(0.6) ? requests.slice(-RECENT) : requests);
    const kind = chance.weighted([
      [3, 'erase'],
      [4, 'again'],
      [2, 'both'],
      [1, 'erased again'],
    ] as const);
    if (kind === 'erased again') return this.sendErasedAgain();
    if (kind !== 'again') void this.stage.client.erase(request.orderId);
    if (kind !== 'erase') this.sendAgain(request);
  }

  /** A channel that knows nothing of an erasure sends the order once more, and with it the person. */
  private sendErasedAgain(): void {
    const { people, kernel } = this.stage;
    const erased = people.requests.filter(({ orderId }) => people.erased.has(orderId));
    if (erased.length > 0) this.sendAgain(kernel.chance.pick(erased));
  }

  /** With the same key or none, and now and then for another person. */
  private sendAgain({ orderId, order, key }: OrderRequest): void {
    const { client, kernel } = this.stage;
    const { chance } = kernel;
    const sameKey = key !== undefined && chance.happens(0.7) ? { key } : {};
    const recipient = chance.happens(0.2) ? somebody(chance) : order.recipient;
    void client.place({ orderId, order: Object.assign({}, order, recipient && { recipient }), ...sameKey });
  }
}
