import { InvalidConfiguration } from './infrastructure/config/engine-config.js';
import { connectionTo, withoutPassword } from './open-ports.js';

describe('the address of an event store', () => {
  it.each([
    'esdb://admin:secret',
    'esdb://es:port?cret',
    'esdb://es:2113?tls=secret',
    'esdb://es:2113?throwOnAppendFailure=false&secret',
  ])('that the client does not understand is refused by its name, without any of it: %s', (url) => {
    let refusal: unknown;
    try {
      connectionTo(url);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(InvalidConfiguration);
    expect(String(refusal)).toContain('EVENTSTORE_URL must be a connection string');
    expect(String((refusal as Error).stack)).not.toMatch(/cret/);
  });

  it.each([
    ['esdb://admin:secret@es:2113?tls=true', 'esdb://es:2113?tls=true'],
    ['esdb://admin:se@cr/et?x@es:2113', 'esdb://es:2113'],
    ['esdb://es1:2113,es2:2113', 'esdb://es1:2113,es2:2113'],
  ])('is shown without its password, whatever stands in that: %s', (url, shown) => {
    expect(withoutPassword(url)).toBe(shown);
  });

  it('that it understands is taken', async () => {
    const connection = connectionTo('esdb://127.0.0.1:1?tls=false');
    await connection.close();
    expect(connection).toBeDefined();
  });
});
