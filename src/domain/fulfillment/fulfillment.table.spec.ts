import { commands, histories } from '../../../test/support/fulfillment-histories.js';
import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import {
  FULFILLMENT_TRANSITIONS,
  type FulfillmentCommand,
  type FulfillmentStatus,
  fulfillmentDecider,
  fulfillmentViolations,
} from './index.js';

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
    'never-released',
  ],
  'never-released': withdrawnRow.map((outcome, index) => (types[index] === 'WithdrawLines' ? GONE : outcome)),
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
