import { CHANNEL_PATTERN, DEFAULT_TENANT, EXTERNAL_ID_PATTERN, fulfillmentIdOf, orderIdOf } from './ids.js';
import { isStreamOf, parseStockId, parseStreamName, stockIdOf, streamName } from './stream-names.js';

describe('a name that is no name of an aggregate’s stream', () => {
  it.each([
    '',
    '-',
    'order',
    'order-main',
    'order:1',
    'order:-main',
    ':-main',
    '-main:1',
    '$ce-order',
    '$et:x',
    '$projections-x',
  ])('"%s" has no parts', (stream) => {
    expect(parseStreamName(stream)).toBeNull();
  });
});

describe('a stream of a category', () => {
  it('has its name, a tenant and an id', () => {
    expect(isStreamOf('order', streamName('order', 'shop-2', 'web~1'))).toBe(true);
  });

  it.each([
    '',
    'order',
    'order-main',
    'order:1',
    'orders-main:1',
    'reorder-main:1',
    'stock-order:1',
    'stock-main:order',
    '$ce-order',
  ])('is not "%s"', (stream) => {
    expect(isStreamOf('order', stream)).toBe(false);
  });
});

describe('the name of a stream', () => {
  it('says category, tenant and id, and is taken apart again', () => {
    const name = streamName('stock', 'shop-2', stockIdOf('CHAIR-1', 'wh-1'));
    expect(name).toBe('stock-shop-2:CHAIR-1@wh-1');
    expect(parseStreamName(name)).toEqual({ category: 'stock', tenant: 'shop-2', id: 'CHAIR-1@wh-1' });
  });

  it('is taken apart however short its parts are', () => {
    expect(parseStreamName('a-b:c')).toEqual({ category: 'a', tenant: 'b', id: 'c' });
  });

  it('belongs to the tenant of everything that carries none', () => {
    expect(streamName('order', DEFAULT_TENANT, 'web~1')).toBe('order-main:web~1');
  });

  it('of an order is its natural key, and its fulfillments are counted', () => {
    expect(orderIdOf('web', 'A-1')).toBe('web~A-1');
    expect(fulfillmentIdOf(orderIdOf('web', 'A-1'), 2)).toBe('web~A-1-2');
  });

  it('of stock is taken apart into sku and node', () => {
    expect(parseStockId('CHAIR-1@wh-1')).toEqual({ sku: 'CHAIR-1', nodeId: 'wh-1' });
  });
});

describe('ids from outside', () => {
  const long = (length: number) => 'x'.repeat(length);

  it('are refused when empty, too long, or with a sign that separates parts of a name', () => {
    for (const id of ['', long(65), 'a:b', 'a@b', 'a b', ' a', 'a ', 'a/b', 'ä', 'a\n']) {
      expect([id, EXTERNAL_ID_PATTERN.test(id)]).toEqual([id, false]);
    }
    for (const channel of ['', long(33), 'a~b', 'a:b', ' a', 'a ', 'a\n']) {
      expect([channel, CHANNEL_PATTERN.test(channel)]).toEqual([channel, false]);
    }
  });

  it('are letters, digits and a few signs', () => {
    for (const id of ['1', 'A-1', 'a.b_c~d', long(64)]) {
      expect([id, EXTERNAL_ID_PATTERN.test(id)]).toEqual([id, true]);
    }
    for (const channel of ['web', 'shop-2', 'a.b_c', long(32)]) {
      expect([channel, CHANNEL_PATTERN.test(channel)]).toEqual([channel, true]);
    }
  });
});
