import { SystemIds, uuidV5 } from './system-ids.js';

describe('a derived id', () => {
  it('is the UUIDv5 of its name, as the standard gives it', () => {
    const dns = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

    expect(uuidV5(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('never changes: a command that is repeated after an update must still be known', () => {
    expect(new SystemIds().derived('stock-main:a@b/1/0')).toBe('be656618-829e-5f7d-a58e-21fff7175ef4');
  });

  it('differs for different names', () => {
    const ids = new SystemIds();

    expect(ids.derived('a')).not.toBe(ids.derived('b'));
  });
});

describe('a random id', () => {
  it('is a UUIDv4 and differs each time', () => {
    const ids = new SystemIds();

    expect(ids.random()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.random()).not.toBe(ids.random());
  });
});
