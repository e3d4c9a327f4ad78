import type { Call } from '../http/call.js';
import type { KnownRecipient } from './known-recipient.js';
import { BulkIntake } from './order-bulk.js';
import type { OrderIntake, Placed } from './place-order.js';
import type { PlaceOrderDto } from './place-order.dto.js';

const call = { tenant: 'main', route: 'POST /v1/orders/bulk', path: '/v1/orders/bulk' } as unknown as Call;
const line = (externalId: string): Uint8Array =>
  Buffer.from(
    `${JSON.stringify({
      externalId,
      channel: 'web',
      customerRef: 'c-1',
      method: 'ship',
      promise: { service: 'standard', promisedBy: '2026-03-05T18:00:00Z' },
      destination: { country: 'DE' },
      lines: [{ lineId: '1', sku: 'kettle', quantity: 1, unitPrice: { amountMinor: 100, currency: 'EUR' } }],
    })}\n`,
  );

describe('a bulk intake that is stopped', () => {
  it('answers what is in work, and refuses each line that comes after, so that its sender knows', async () => {
    const placed: string[] = [];
    const intake = {
      place: async (_call: Call, order: PlaceOrderDto): Promise<Placed> => {
        placed.push(order.externalId);
        const result = { outcome: 'unchanged', stream: 's', revision: 4n, reason: 'test' } as const;
        return { orderId: `web~${order.externalId}`, result };
      },
    } as unknown as OrderIntake;
    const recipients = { check: () => Promise.resolve() } as unknown as KnownRecipient;
    const bulk = new BulkIntake(intake, recipients);
    async function* input(): AsyncGenerator<Uint8Array> {
      yield line('1');
      yield line('2');
      await new Promise((resolve) => setImmediate(resolve));
      bulk.stop();
      yield line('3');
      yield Buffer.from('{"broken":\n');
    }

    const rows: unknown[] = [];
    for await (const row of bulk.results(call, input())) rows.push(JSON.parse(row));

    const taken = { status: 200, outcome: 'unchanged', revision: 4, position: null, repeated: false };
    const refused = {
      status: 503,
      code: 'NOT_READY',
      detail: 'The engine is being stopped; this line was not taken. Send it again.',
    };
    expect(rows).toEqual([
      { row: 1, orderId: 'web~1', ...taken },
      { row: 2, orderId: 'web~2', ...taken },
      { row: 3, ...refused },
      { row: 4, ...refused },
    ]);
    expect(placed).toEqual(['1', '2']);
  });
});
