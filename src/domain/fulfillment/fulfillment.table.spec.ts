import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import {
  FULFILLMENT_TRANSITIONS,
  type FulfillmentCommand,
  type FulfillmentEvent,
  type FulfillmentReleased,
  type FulfillmentStatus,
  fulfillmentDecider,
  fulfillmentViolations,
} from './index.js';

const at = '2026-03-02T10:00:00.000Z';
const acceptBy = '2026-03-02T09:00:00.000Z';
const place = { fulfillmentId: 'web~1-1', orderId: 'web~1', nodeId: 'store-1', at };
const lines = [{ lineId: '1', sku: 'CHAIR-1', quantity: 2 }];

const released = (method: 'ship' | 'pickup'): FulfillmentReleased => ({
  type: 'FulfillmentReleased',
  data: {
    ...place,
    channel: 'web',
    method,
    lines,
    destination: { country: 'US' },
    promisedBy: at,
    acceptBy,
    pickupWindowSeconds: 3600,
  },
});
const accepted: FulfillmentEvent = { type: 'FulfillmentAccepted', data: place };
const picked: FulfillmentEvent = { type: 'FulfillmentPicked', data: { ...place, lines } };
const packed: FulfillmentEvent = { type: 'FulfillmentPacked', data: { ...place, parcels: [] } };
const shipped: FulfillmentEvent = {
  type: 'FulfillmentShipped',
  data: { ...place, lines, parcels: [], shippedAt: at },
};
const ready: FulfillmentEvent = {
  type: 'FulfillmentReadyForPickup',
  data: { ...place, lines, pickupBy: at },
};
const accept = [released('ship'), accepted];
const hand = [released('pickup'), accepted, picked];

const histories: Record<FulfillmentStatus, readonly FulfillmentEvent[]> = {
  none: [],
  released: [released('ship')],
  'timed-out': [released('ship'), { type: 'FulfillmentTimedOut', data: { ...place, acceptBy } }],
  accepted: accept,
  picking: [...accept, { type: 'PickingStarted', data: place }],
  picked: [...accept, picked],
  packed: [...accept, picked, packed],
  shipped: [...accept, picked, shipped],
  'ready-for-pickup': [...hand, ready],
  delivered: [
    ...accept,
    picked,
    shipped,
    { type: 'FulfillmentDelivered', data: { ...place, lines, deliveredAt: at } },
  ],
  collected: [...hand, ready, { type: 'FulfillmentCollected', data: { ...place, lines, collectedAt: at } }],
  'not-collected': [
    ...hand,
    ready,
    { type: 'FulfillmentNotCollected', data: { ...place, lines, pickupBy: at } },
  ],
  rejected: [
    released('ship'),
    { type: 'FulfillmentRejected', data: { ...place, lines, remaining: [], reason: 'closed' } },
  ],
  'zero-picked': [
    ...accept,
    { type: 'FulfillmentShortPicked', data: { ...place, picked: [], short: lines } },
  ],
  damaged: [
    ...accept,
    picked,
    shipped,
    { type: 'FulfillmentDamaged', data: { ...place, lines, remaining: [], reason: 'wet' } },
  ],
  lost: [
    ...accept,
    picked,
    shipped,
    { type: 'FulfillmentLost', data: { ...place, lines, remaining: [], reason: 'theft' } },
  ],
  cancelled: [...accept, { type: 'FulfillmentCancelled', data: { ...place, lines, reason: 'customer' } }],
  superseded: [
    ...accept,
    { type: 'FulfillmentSuperseded', data: { ...place, lines, supersededBy: ['web~1-2'] } },
  ],
  'pulled-back': [...accept, { type: 'FulfillmentPulledBack', data: { ...place, lines, reason: 'count' } }],
};

const own = { fulfillmentId: 'web~1-1', at };
const commands: {
  readonly [Type in FulfillmentCommand['type']]: Extract<FulfillmentCommand, { type: Type }>;
} = {
  ReleaseFulfillment: { type: 'ReleaseFulfillment', data: released('ship').data },
  AcceptFulfillment: { type: 'AcceptFulfillment', data: own },
  RejectFulfillment: { type: 'RejectFulfillment', data: { ...own, reason: 'closed' } },
  TimeOutFulfillment: { type: 'TimeOutFulfillment', data: own },
  StartPicking: { type: 'StartPicking', data: own },
  PickFulfillment: { type: 'PickFulfillment', data: own },
  PackFulfillment: { type: 'PackFulfillment', data: { ...own, parcels: [] } },
  ShipFulfillment: { type: 'ShipFulfillment', data: { ...own, shippedAt: at } },
  DeliverFulfillment: { type: 'DeliverFulfillment', data: { ...own, deliveredAt: at } },
  MakeReadyForPickup: { type: 'MakeReadyForPickup', data: own },
  CollectFulfillment: { type: 'CollectFulfillment', data: { ...own, collectedAt: at } },
  ExpirePickup: { type: 'ExpirePickup', data: own },
  ReportDamage: { type: 'ReportDamage', data: { ...own, reason: 'wet' } },
  ReportLoss: { type: 'ReportLoss', data: { ...own, reason: 'theft' } },
  WithdrawLines: { type: 'WithdrawLines', data: { ...place, lines, purpose: 'cancel', reason: 'customer' } },
};
const types = Object.keys(commands) as FulfillmentCommand['type'][];

/**
 * Written out by hand, in the order of `commands` above: the status each pair leads to, `-` for unchanged, or the code.
 * The fulfillments are for shipping (pickup where the status is one of pickup); withdrawal is for the customer.
 */
const [UNKNOWN, OPEN, PICK, SHIP, READY, METHOD, CLOSED, GONE, LATE] = [
  'FULFILLMENT_UNKNOWN',
  'FULFILLMENT_NOT_ACCEPTED',
  'FULFILLMENT_NOT_PICKED',
  'FULFILLMENT_NOT_SHIPPED',
  'FULFILLMENT_NOT_READY_FOR_PICKUP',
  'METHOD_MISMATCH',
  'FULFILLMENT_CLOSED',
  'FULFILLMENT_WITHDRAWN',
  'REJECTION_TOO_LATE',
];
const FAR = 'WITHDRAWAL_TOO_LATE';
const closedRow = (own: string, withdrawal: string) =>
  types.map((type) => {
    if (['ReleaseFulfillment', 'TimeOutFulfillment', 'ExpirePickup', own].includes(type)) return '-';
    return type === 'WithdrawLines' ? withdrawal : CLOSED;
  });
const withdrawnRow = types.map((type) =>
  ['TimeOutFulfillment', 'ExpirePickup', 'WithdrawLines'].includes(type) ? '-' : GONE,
);
const expected: Record<FulfillmentStatus, readonly (string | undefined)[]> = {
  //       Release   Accept      Reject      TimeOut      Start      Pick      Pack      Ship       Deliver      Ready   Collect      Expire           Damage     Loss    Withdraw
  none: [
    'released',
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    UNKNOWN,
    'cancelled',
  ],
  released: [
    '-',
    'accepted',
    'rejected',
    'timed-out',
    OPEN,
    OPEN,
    OPEN,
    OPEN,
    SHIP,
    OPEN,
    READY,
    '-',
    SHIP,
    SHIP,
    'cancelled',
  ],
  'timed-out': [
    '-',
    'accepted',
    'rejected',
    '-',
    OPEN,
    OPEN,
    OPEN,
    OPEN,
    SHIP,
    OPEN,
    READY,
    '-',
    SHIP,
    SHIP,
    'cancelled',
  ],
  accepted: [
    '-',
    '-',
    'rejected',
    '-',
    'picking',
    'picked',
    PICK,
    PICK,
    SHIP,
    PICK,
    READY,
    '-',
    SHIP,
    SHIP,
    'cancelled',
  ],
  picking: [
    '-',
    '-',
    'rejected',
    '-',
    '-',
    'picked',
    PICK,
    PICK,
    SHIP,
    PICK,
    READY,
    '-',
    SHIP,
    SHIP,
    'cancelled',
  ],
  picked: [
    '-',
    '-',
    LATE,
    '-',
    '-',
    '-',
    'packed',
    'shipped',
    SHIP,
    METHOD,
    READY,
    '-',
    SHIP,
    SHIP,
    'cancelled',
  ],
  packed: ['-', '-', LATE, '-', '-', '-', '-', 'shipped', SHIP, METHOD, READY, '-', SHIP, SHIP, 'cancelled'],
  shipped: [
    '-',
    '-',
    LATE,
    '-',
    '-',
    '-',
    '-',
    '-',
    'delivered',
    METHOD,
    METHOD,
    '-',
    'damaged',
    'lost',
    FAR,
  ],
  'ready-for-pickup': [
    '-',
    '-',
    LATE,
    '-',
    '-',
    '-',
    '-',
    METHOD,
    METHOD,
    '-',
    'collected',
    'not-collected',
    SHIP,
    SHIP,
    'cancelled',
  ],
  delivered: ['-', '-', LATE, '-', '-', '-', '-', '-', '-', METHOD, METHOD, '-', CLOSED, CLOSED, FAR],
  collected: ['-', '-', LATE, '-', '-', '-', '-', METHOD, METHOD, '-', '-', '-', CLOSED, CLOSED, FAR],
  'not-collected': closedRow('', '-'),
  rejected: closedRow('RejectFulfillment', '-'),
  'zero-picked': closedRow('PickFulfillment', '-'),
  damaged: closedRow('ReportDamage', FAR),
  lost: closedRow('ReportLoss', FAR),
  cancelled: withdrawnRow,
  superseded: withdrawnRow,
  'pulled-back': withdrawnRow,
};

const statuses = Object.keys(expected) as FulfillmentStatus[];
const pairs = statuses.flatMap((status) =>
  types.map((type, column) => [status, type, expected[status][column]] as const),
);

describe('every status × command of a fulfillment', () => {
  it.each(pairs)('%s × %s → %s', (status, type, outcome) => {
    const before = fold(fulfillmentDecider, histories[status]);
    expect(before.status).toBe(status);
    const decision = decisionOn(fulfillmentDecider, histories[status], commands[type]);
    const events = decision.outcome === 'accepted' ? decision.events : [];
    const after = fold(fulfillmentDecider, [...histories[status], ...events]);
    const refused = decision.outcome === 'rejected' ? decision.code : '-';
    expect(decision.outcome === 'accepted' ? after.status : refused).toBe(outcome);
    expect(fulfillmentViolations(after)).toEqual([]);
    const entry = FULFILLMENT_TRANSITIONS[status][type];
    expect([status, ...(entry.verdict === 'allowed' ? entry.to : [])]).toContain(after.status);
  });

  it.each(statuses)(
    '%s tells callers exactly the commands that its row allows, and none when it is the end',
    (status) => {
      const state = fold(fulfillmentDecider, histories[status]);
      const allowed = types.filter((type) => FULFILLMENT_TRANSITIONS[status][type].verdict === 'allowed');
      expect(fulfillmentDecider.allowed(state)).toEqual(allowed);
      expect(fulfillmentDecider.isTerminal(state)).toBe(allowed.length === 0);
    },
  );

  it('every status can be reached from the start', () => {
    const reached = new Set<FulfillmentStatus>(['none']);
    for (const status of reached) {
      for (const entry of Object.values(FULFILLMENT_TRANSITIONS[status])) {
        if (entry.verdict === 'allowed') for (const next of entry.to) reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual([...statuses].sort());
  });
});
