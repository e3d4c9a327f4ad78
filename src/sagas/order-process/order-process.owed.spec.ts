import { deepFreeze } from '../../../test/support/given-when-then.js';
import {
  after,
  allocation,
  chairs,
  event,
  fulfillment,
  lamps,
  LATER,
  NEXT_WEEK,
  ORDER_ID,
  placed,
  planned,
  releasedAt,
  securedAt,
} from '../../../test/support/order-builders.js';
import type { OrderEvent } from '../../domain/order/index.js';
import { owed } from './order-process.owed.js';

const F1 = fulfillment(1);
const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);
const timings = { acceptWithinSeconds: 3600, pickupWindowSeconds: 7200, excludeFailedNodeSeconds: 60 };
const hold = event('OrderHeld', { holdType: 'fraud', reason: 'score' });
const parked = (replaces?: string) =>
  event('DemandParked', {
    lines: both,
    reason: 'no stock',
    until: NEXT_WEEK,
    thenAction: 'cancel',
    ...(replaces === undefined ? {} : { replaces }),
  });
const ready = event('LinesReadyForPickup', { fulfillmentId: F1, lines: both, pickupBy: NEXT_WEEK });
const silent = event('DemandReopened', {
  fulfillmentId: F1,
  lines: both,
  cause: 'acceptance-timeout',
  standing: true,
  excludedNodeId: 'north',
  excludedUntil: NEXT_WEEK,
  attempt: 1,
});
const cancelled = event('CancellationRequested', {
  lines: both,
  fulfillmentIds: [F1],
  reason: 'changed my mind',
  wholeOrder: true,
});
const atNode = [placed(), ...releasedAt(1, north)];
const standingBy = [...atNode, silent, ...securedAt(3, allocation(2, 'south', both, F1))];

const keys = (history: readonly OrderEvent[], now = LATER) =>
  owed(deepFreeze(after(history)), { now, timings }).map((instruction) => instruction.key);

describe('what the sweeper sends again', () => {
  const cases: readonly (readonly [string, readonly OrderEvent[], readonly string[], string?])[] = [
    [
      'nothing for an order that has ended',
      [
        placed(),
        event('LinesCancelled', { lines: both, reason: 'x', from: 'unsourced' }),
        event('OrderCancelled', { reason: 'x' }),
      ],
      [],
    ],
    ['nothing that moves on while a hold is on: no sourcing', [placed(), hold], []],
    ['nothing that moves on while a hold is on: no claim', [placed(), planned(1, north), hold], []],
    ['nothing that moves on while a hold is on: no release', [placed(), ...securedAt(1, north), hold], []],
    ['nothing that moves on while a hold is on: no taking over', [...standingBy, hold], []],
    ['units back, also while a hold is on', [...atNode, hold, cancelled], [`withdraw:${F1}:1`]],
    ['nothing while a node works', atNode, []],
    ['nothing while parked demand waits', [placed(), parked()], []],
    ['parked demand whose time is up', [placed(), parked()], [`retry:${ORDER_ID}:2`], NEXT_WEEK],
    [
      'a parked replacement whose time is up',
      [...atNode, silent, parked(F1)],
      [`retry:${ORDER_ID}:4`],
      NEXT_WEEK,
    ],
    ['nothing while a pickup waits for its customer', [...atNode, ready], []],
    ['a pickup whose time is up', [...atNode, ready], [`expire:${F1}`], NEXT_WEEK],
    ['sourcing', [placed()], [`source:${ORDER_ID}:1:demand`]],
    ['sourcing of a replacement', [...atNode, silent], [`source:${ORDER_ID}:3:${F1}`]],
    ['claims', [placed(), planned(1, north)], [`reserve:${F1}:CHAIR`, `reserve:${F1}:LAMP`]],
    ['a release', [placed(), ...securedAt(1, north)], [`release:${F1}`]],
    ['the step back of an old fulfillment', standingBy, [`withdraw:${F1}:1`]],
  ];

  it.each(cases.map(([name, history, expected, now]) => ({ name, history, expected, now })))(
    '$name',
    ({ history, expected, now }) => {
      expect(keys(history, now)).toEqual(expected);
    },
  );

  it('owes a fulfillment whose pickup time is up the command that ends it', () => {
    expect(owed(deepFreeze(after([...atNode, ready])), { now: NEXT_WEEK, timings })).toEqual([
      {
        key: `expire:${F1}`,
        kind: 'fulfillment',
        command: { type: 'ExpirePickup', data: { fulfillmentId: F1, at: NEXT_WEEK } },
      },
    ]);
    const gone = event('LinesCollected', { fulfillmentId: F1, lines: both, collectedAt: LATER });
    expect(owed(deepFreeze(after([...atNode, ready, gone])), { now: NEXT_WEEK, timings })).toEqual([]);
  });

  it('owes the claims of what is still planned, not of what is secured beside it', () => {
    const history = [placed(), ...securedAt(1, allocation(1, 'north', [chairs(2)]))];
    expect(keys([...history, planned(2, allocation(2, 'south', [lamps(3)]))])).toEqual([
      `reserve:${fulfillment(2)}:LAMP`,
      `release:${F1}`,
    ]);
  });

  it('tells each withdrawal apart, so that a second wish is not taken for the first', () => {
    const oneLess = event('CancellationRequested', {
      lines: [chairs(1)],
      fulfillmentIds: [F1],
      reason: 'one less',
      wholeOrder: false,
    });
    expect(keys([...atNode, oneLess, oneLess])).toEqual([`withdraw:${F1}:1`, `withdraw:${F1}:2`]);
  });
});
