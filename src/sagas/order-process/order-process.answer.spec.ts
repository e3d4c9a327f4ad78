import { deepFreeze } from '../../../test/support/given-when-then.js';
import { answer } from './order-process.answer.js';
import type { Instruction, InstructionAnswer } from './order-process.types.js';

const now = '2026-03-02T12:00:00.000Z';
const timings = { acceptWithinSeconds: 3600, pickupWindowSeconds: 7200, excludeFailedNodeSeconds: 60 };
const asked = (instruction: Instruction, result: InstructionAnswer) =>
  answer(deepFreeze(instruction), result, { now, timings });

const accepted: InstructionAnswer = { outcome: 'accepted' };
const unchanged: InstructionAnswer = { outcome: 'unchanged', reason: 'so already' };
const rejected = (code: string): InstructionAnswer => ({ outcome: 'rejected', code, detail: 'the reason' });

const order = { orderId: 'web~1', fulfillmentId: 'web~1-1' };
const lines = [{ lineId: 'l1', sku: 'CHAIR', quantity: 2 }];
const claim = { ...order, sku: 'CHAIR', nodeId: 'north', quantity: 2, at: now };
const reserve: Instruction = {
  kind: 'stock',
  command: { type: 'ReserveStock', data: { ...claim, channel: 'web' } },
};
const confirm: Instruction = { kind: 'order', command: { type: 'ConfirmReservation', data: claim } };
const release: Instruction = {
  kind: 'fulfillment',
  command: {
    type: 'ReleaseFulfillment',
    data: {
      ...order,
      nodeId: 'north',
      channel: 'web',
      method: 'ship',
      lines,
      destination: { country: 'DE' },
      promisedBy: now,
      acceptBy: now,
      pickupWindowSeconds: 1,
      at: now,
    },
  },
};
const withdraw: Instruction = {
  kind: 'fulfillment',
  command: {
    type: 'WithdrawLines',
    data: {
      ...order,
      nodeId: 'north',
      lines,
      purpose: 'supersede',
      replacedBy: ['web~1-2'],
      reason: 'x',
      at: now,
    },
  },
};
const source: Instruction = { key: 'k', kind: 'source', orderId: 'web~1', replaces: 'web~1-1' };
const others: readonly Instruction[] = [
  { kind: 'order', command: { type: 'CancelOrder', data: { orderId: 'web~1', reason: 'x', at: now } } },
  { kind: 'stock', command: { type: 'ConsumeReservation', data: claim } },
  { kind: 'fulfillment', command: { type: 'ExpirePickup', data: { fulfillmentId: 'web~1-1', at: now } } },
  { kind: 'retry-parked', sku: 'CHAIR', nodeId: 'north' },
  { kind: 'reopen-node-work', nodeId: 'north' },
];
const toOrder = (type: string, data: object) => [
  { kind: 'order', command: { type, data: { ...data, at: now } } },
];
const refused = {
  key: 'refuse:web~1-1:CHAIR',
  ...toOrder('RefuseReservation', {
    ...order,
    nodeId: 'north',
    sku: 'CHAIR',
    excludedUntil: '2026-03-02T12:01:00.000Z',
  })[0],
};
const confirmed = { key: 'confirm:web~1-1:CHAIR', ...toOrder('ConfirmReservation', claim)[0] };

describe('the answer to an instruction', () => {
  it.each([reserve, confirm, release, withdraw, source, ...others])(
    'asks for nothing when it was accepted and says nothing of a claim: its events speak (%#)',
    (instruction) => {
      expect(asked(instruction, accepted)).toEqual([]);
    },
  );

  it.each(others)('asks for nothing where nobody waits for it (%#)', (instruction) => {
    expect(asked(instruction, unchanged)).toEqual([]);
    expect(asked(instruction, rejected('ANY'))).toEqual([]);
  });

  it.each(['RESERVATION_NOT_WANTED', 'ORDER_UNKNOWN'])('%s: the claim is given back', (code) => {
    const { quantity: _, ...all } = claim;
    expect(asked(confirm, rejected(code))).toEqual([
      {
        kind: 'stock',
        command: { type: 'ReleaseReservation', data: { ...all, reason: 'the order does not want it' } },
      },
    ]);
    expect(asked(confirm, unchanged)).toEqual([]);
  });

  it('that stock knows nothing of the sku refuses the claim', () => {
    expect(asked(reserve, rejected('STOCK_UNKNOWN'))).toEqual([refused]);
  });

  it('that the claim is there already confirms it again', () => {
    expect(asked(reserve, unchanged)).toEqual([confirmed]);
  });

  it('that the stock is not to be had, now or by the same command before, tells the order at once', () => {
    const { quantity, ...rest } = claim;
    const data = {
      ...rest,
      channel: 'web',
      requested: quantity,
      available: 1,
      at: '2026-03-02T11:00:00.000Z',
    };
    expect(
      asked(reserve, { outcome: 'accepted', events: [{ type: 'StockReservationRefused', data }] }),
    ).toEqual([refused]);
  });

  it('that the claim is made, now or by the same command before, tells the order at once', () => {
    const reserved = {
      type: 'StockReserved',
      data: { ...claim, channel: 'web', at: '2026-03-02T11:00:00.000Z' },
    };
    expect(asked(reserve, { outcome: 'accepted', events: [reserved] })).toEqual([confirmed]);
  });

  it('that the demand has changed sources anew, as another command', () => {
    const { key: _, ...again } = source;
    expect(asked(source, rejected('STALE_SOURCING'))).toEqual([again]);
    expect(asked({ kind: 'source', orderId: 'web~1' }, rejected('STALE_SOURCING'))).toEqual([
      { kind: 'source', orderId: 'web~1' },
    ]);
    expect(asked(source, rejected('ORDER_HELD'))).toEqual([]);
    expect(asked(source, unchanged)).toEqual([]);
  });

  it('that a fulfillment was withdrawn before its release sends its units another way', () => {
    expect(asked(release, rejected('FULFILLMENT_WITHDRAWN'))).toEqual(
      toOrder('ReopenDemand', { ...order, cause: 'rejected', excludedUntil: now }),
    );
    expect(asked(release, rejected('LINES_EMPTY'))).toEqual([]);
  });

  it('that a fulfillment is released already is told to the order', () => {
    expect(asked(release, unchanged)).toEqual(
      toOrder('RecordProgress', { ...order, step: 'released', lines, occurredAt: now }),
    );
  });

  it('that a fulfillment cannot give units back is told to the order', () => {
    expect(asked(withdraw, rejected('WITHDRAWAL_TOO_LATE'))).toEqual(
      toOrder('RecordWithdrawalRefused', { ...order, purpose: 'supersede', reason: 'the reason' }),
    );
  });

  it('that a fulfillment ended before its release counts as given back: no node has the units', () => {
    expect(asked(withdraw, rejected('FULFILLMENT_WITHDRAWN'))).toEqual(
      toOrder('RecordWithdrawal', { ...order, purpose: 'supersede', lines }),
    );
  });

  it('that a fulfillment has nothing left of the units says nothing: the event by which they left does', () => {
    expect(asked(withdraw, unchanged)).toEqual([]);
  });
});
