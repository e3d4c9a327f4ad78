import type { Person, PersonVault } from '../../src/application/ports/person-vault.js';

const ada: Person = {
  name: 'Ada Example',
  street: 'Side Street 1',
  email: 'ada@example.org',
  phone: '+1 555 0100',
};

export function personVaultContract(open: () => PersonVault): void {
  let vault: PersonVault;
  let reference: string;
  let sequence = 0;

  beforeAll(() => {
    vault = open();
  });
  beforeEach(() => {
    sequence += 1;
    reference = `person-${sequence}`;
  });

  it('knows nothing of a person that it was never given', async () => {
    expect(await vault.get('main', reference)).toBeNull();
  });

  it('erases nothing of a person that it was never given, and says so', async () => {
    expect(await vault.erase('main', reference)).toBe(false);
  });

  it('forgets a person for good, and says that there was one', async () => {
    await vault.put('main', reference, ada);

    expect(await vault.erase('main', reference)).toBe(true);
    expect(await vault.get('main', reference)).toBeNull();
    expect(await vault.erase('main', reference)).toBe(false);
  });

  it('erases one person and no other', async () => {
    await vault.put('main', reference, ada);
    await vault.put('main', `${reference}-other`, { name: 'Other' });
    await vault.erase('main', reference);

    expect(await vault.get('main', `${reference}-other`)).toEqual({ name: 'Other' });
  });

  describe('a person put for an order', () => {
    const claim = (minute: string) => ({ orderId: 'web~1', since: `2026-03-01T09:${minute}:00.000Z` });
    const found = async (before: string, limit = 100) =>
      (await vault.unsettled(before, limit)).filter((one) => one.tenant === reference);
    const LATE = '2026-03-01T10:00:00.000Z';

    it('is unsettled until its order is known, and can be told from those put later', async () => {
      // Tenants of its own: what other rules have left behind is not looked at.
      await vault.put(reference, 'second', ada, claim('20'));
      await vault.put(reference, 'first', ada, claim('10'));
      await vault.put(reference, 'without', ada);

      expect(await found('2026-03-01T09:10:00.000Z')).toEqual([]);
      expect(await found('2026-03-01T09:20:00.000Z')).toEqual([
        { tenant: reference, reference: 'first', ...claim('10') },
      ]);
      expect((await found(LATE)).map((one) => one.reference)).toEqual(['first', 'second']);
      vault.settle(reference, 'first');
      expect((await found(LATE)).map((one) => one.reference)).toEqual(['second']);
      expect(await vault.get(reference, 'first')).toEqual(ada);
    });

    it('is unsettled no more when it is erased, or put again without an order', async () => {
      await vault.put(reference, 'erased', ada, claim('10'));
      await vault.put(reference, 'again', ada, claim('10'));
      await vault.erase(reference, 'erased');
      await vault.put(reference, 'again', ada);

      expect(await found(LATE)).toEqual([]);
    });

    it('is settled by a word that comes with other puts', async () => {
      await vault.put(reference, 'settled', ada, claim('10'));
      vault.settle(reference, 'settled');
      await vault.put(reference, 'other', ada);

      expect(await found(LATE)).toEqual([]);
    });
  });

  it('keeps the tenants apart', async () => {
    await vault.put('main', reference, ada);

    expect(await vault.get('other', reference)).toBeNull();
    expect(await vault.erase('other', reference)).toBe(false);
    expect(await vault.get('main', reference)).toEqual(ada);
  });

  it('gives back what it was given, and only that', async () => {
    await vault.put('main', reference, { name: "Zoë O'Brien; DROP TABLE" });

    expect(await vault.get('main', reference)).toEqual({ name: "Zoë O'Brien; DROP TABLE" });
  });

  it('overwrites a person that comes again', async () => {
    await vault.put('main', reference, ada);
    await vault.put('main', reference, { name: 'Ada Second' });

    expect(await vault.get('main', reference)).toEqual({ name: 'Ada Second' });
  });

  it('takes many persons at once, and the last of two for one reference', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `Person ${index}`);
    await Promise.all([
      ...names.map((name, index) => vault.put('main', `${reference}-${index}`, { name })),
      vault.put('main', `${reference}-0`, { name: 'Last' }),
    ]);

    expect(await vault.get('main', `${reference}-199`)).toEqual({ name: 'Person 199' });
    expect(await vault.get('main', `${reference}-0`)).toEqual({ name: 'Last' });
  });

  it('erases a person that is only just being put', async () => {
    const put = vault.put('main', reference, ada);

    expect(await vault.erase('main', reference)).toBe(true);
    await put;
    expect(await vault.get('main', reference)).toBeNull();
  });
}
