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
