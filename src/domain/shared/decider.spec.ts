import { assertNever } from './decider.js';

describe('a message that no rule is for', () => {
  it('is refused loudly and whole, so that nothing is decided by accident', () => {
    const unknown = { type: 'OrderTeleported', data: { orderId: 'web~1' } } as never;
    expect(() => assertNever(unknown)).toThrow(
      new Error('unhandled: {"type":"OrderTeleported","data":{"orderId":"web~1"}}'),
    );
  });
});
