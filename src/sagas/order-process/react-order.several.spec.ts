import { deepFreeze } from '../../../test/support/given-when-then.js';
import {
  allocation,
  chairs,
  event,
  fulfillment,
  lamps,
  LATER,
  NEXT_WEEK,
  placed,
  planned,
  releasedAt,
  securedAt,
  stateOf,
} from '../../../test/support/order-builders.js';
import { isPlaced, type OrderEvent } from '../../domain/order/index.js';
import { react } from './order-process.react.js';

const [F1, F2, F3] = [fulfillment(1), fulfillment(2), fulfillment(3)];
const north = allocation(1, 'north', [chairs(2)]);
const east = allocation(2, 'east', [lamps(3)]);
const timings = { acceptWithinSeconds: 3600, pickupWindowSeconds: 7200, excludeFailedNodeSeconds: 60 };

/** What the last event of a history asks for, in short: what is to be done, for which fulfillment, and where. */
function asked(...history: readonly OrderEvent[]): readonly (readonly unknown[])[] {
  const state = stateOf(history);
  const last = history.at(-1)!;
  return react(deepFreeze(last), isPlaced(state) ? state : null, { now: LATER, timings }).map((one) => {
    if (!('command' in one)) return [one.kind];
    const data = one.command.data as { readonly fulfillmentId: string; readonly nodeId: string };
    return [one.command.type, data.fulfillmentId, data.nodeId];
  });
}
const threatened = (fulfillmentId: string, nodeId: string, line: typeof north.lines): OrderEvent =>
  event('DemandReopened', {
    fulfillmentId,
    lines: line,
    cause: 'node-suspended',
    standing: true,
    excludedNodeId: nodeId,
    excludedUntil: NEXT_WEEK,
    attempt: 1,
  });
const cancels = (line: typeof north.lines, ...fulfillmentIds: readonly string[]): OrderEvent =>
  event('CancellationRequested', { lines: line, fulfillmentIds, reason: 'x', wholeOrder: false });

describe('of an order with several fulfillments, an event asks only for what it is about', () => {
  it('a second plan claims its own units, while the claims of the first are not answered', () => {
    expect(asked(placed(), planned(1, north), planned(2, east))).toEqual([['ReserveStock', F2, 'east']]);
  });

  it('one that is secured is released, while the release of the other is not answered', () => {
    expect(asked(placed(), ...securedAt(1, north), ...securedAt(2, east))).toEqual([
      ['ReleaseFulfillment', F2, 'east'],
    ]);
  });

  it('units are asked back from the node that is named, while another has not answered', () => {
    const both = [placed(), ...releasedAt(1, north), ...releasedAt(2, east)];
    expect(asked(...both, cancels([chairs(1)], F1), cancels([lamps(1)], F2))).toEqual([
      ['WithdrawLines', F2, 'east'],
    ]);
  });

  it('units that are cancelled are given back where they were claimed', () => {
    const gone = event('LinesCancelled', {
      lines: [lamps(1)],
      reason: 'x',
      fulfillmentId: F2,
      from: 'allocation',
    });
    expect(asked(placed(), planned(1, north), planned(2, east), gone)).toEqual([
      ['ReleaseReservation', F2, 'east'],
    ]);
  });

  const sought = [
    placed(),
    ...releasedAt(1, north),
    ...releasedAt(2, east),
    threatened(F2, 'east', [lamps(3)]),
    ...securedAt(4, allocation(3, 'south', [lamps(3)], F2)),
  ];

  it('the one that is replaced gives its claim back, and its heir is released', () => {
    const replaced = event('FulfillmentReplaced', { fulfillmentId: F2, replacedBy: [F3], lines: [lamps(3)] });
    expect(asked(...sought, replaced)).toEqual([
      ['ReleaseReservation', F2, 'east'],
      ['ReleaseFulfillment', F3, 'south'],
    ]);
  });

  it('a stand-in that is given up gives its own claim back', () => {
    const abandoned = event('ReplacementAbandoned', { fulfillmentId: F2, abandoned: [F3], reason: 'x' });
    expect(asked(...sought, abandoned)).toEqual([['ReleaseReservation', F3, 'south']]);
  });
});

describe('demand of an order that is placed in part', () => {
  it('is sourced as soon as a single line has some', () => {
    const lifted = event('OrderHoldReleased', { holdType: 'fraud' });
    expect(asked(placed(), planned(1, north), lifted)).toEqual([['source'], ['ReserveStock', F1, 'north']]);
  });
});
