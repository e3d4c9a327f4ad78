import { contextOf } from '../../../../test/support/runner-fixture.js';
import { EventCodec, type RecordedWireEvent, UnreadableEvent, UnregisteredEvent } from './event-codec.js';
import { type Upcaster, WireNames } from './wire-names.js';

const second: Upcaster = {
  from: 'Moved.v1',
  to: 'Moved.v2',
  upcast: (data) => ({ ...(data as object), unit: 'piece' }),
};
const third: Upcaster = {
  from: 'Moved.v2',
  to: 'Moved.v3',
  upcast: (data) => {
    const { count, ...others } = data as { readonly count: number };
    return { ...others, quantity: count };
  },
};
const names = new WireNames({ Moved: 'Moved.v3', Placed: 'Placed.v1' }, [second, third]);

const { bodyHash: _, channel: __, ...context } = contextOf('wire');
const at = '2026-03-01T09:00:00.000Z';
const { correlationId, causationId, ...others } = context;
const wireMetadata = {
  ...others,
  $correlationId: correlationId,
  $causationId: causationId,
  occurredAt: at,
  recordedAt: at,
};

function recorded(type: string, data: unknown, metadata: unknown = wireMetadata): RecordedWireEvent {
  return { id: 'id', stream: 'stock-main:a@b', revision: 4n, position: 50n, type, data, metadata };
}

describe('an event that cannot be read', () => {
  const codec = new EventCodec(names);
  const readingOf = (event: RecordedWireEvent) => (): unknown => codec.decode(event);

  it('stops the reader when its wire name is unknown', () => {
    expect(readingOf(recorded('Moved.v4', {}))).toThrow(
      new UnreadableEvent('stock-main:a@b', 4n, 'Moved.v4', 'no event of this engine has that wire name'),
    );
  });

  it('stops the reader when its name is the domain type without a version', () => {
    expect(readingOf(recorded('Moved', {}))).toThrow(UnreadableEvent);
  });

  it('stops the reader when its data is no JSON', () => {
    expect(readingOf(recorded('Moved.v3', '{"broken'))).toThrow('its data is no JSON object');
    expect(readingOf(recorded('Moved.v3', null))).toThrow('its data is no JSON object');
  });

  it.each(['tenant', 'commandId', '$correlationId', '$causationId', 'actor', 'occurredAt', 'recordedAt'])(
    'stops the reader when its metadata lacks %s',
    (name) => {
      const { [name]: _gone, ...rest } = wireMetadata as Record<string, unknown>;
      expect(readingOf(recorded('Moved.v3', {}, rest))).toThrow(`its ${name} is missing`);
    },
  );

  it('stops the reader when it has no metadata', () => {
    expect(readingOf(recorded('Moved.v3', {}, null))).toThrow('its metadata is missing');
  });
});

describe('an event of an older version', () => {
  it.each([
    ['Moved.v1', { count: 3 }],
    ['Moved.v2', { count: 3, unit: 'piece' }],
    ['Moved.v3', { unit: 'piece', quantity: 3 }],
  ])('is read in the latest shape: %s', (wireName, data) => {
    expect(new EventCodec(names).decode(recorded(wireName, data))).toEqual({
      eventId: 'id',
      stream: 'stock-main:a@b',
      revision: 4n,
      position: 50n,
      event: { type: 'Moved', data: { unit: 'piece', quantity: 3 } },
      metadata: { ...context, occurredAt: at, recordedAt: at },
    });
  });
});

describe('an event that is written', () => {
  const metadata = { ...context, occurredAt: at, recordedAt: at };

  it('goes under the name of its latest version', () => {
    const event = { type: 'Moved', data: { quantity: 3 } };

    expect(new EventCodec(names).encode({ eventId: 'id', event, metadata })).toEqual({
      id: 'id',
      type: 'Moved.v3',
      data: { quantity: 3 },
      metadata: wireMetadata,
    });
  });

  it.each(['Removed', 'toString', '__proto__'])('is refused when %s has no wire name', (type) => {
    const encoding = (): unknown =>
      new EventCodec(names).encode({ eventId: 'id', event: { type, data: {} }, metadata });

    expect(encoding).toThrow(UnregisteredEvent);
  });
});

describe('a registry that could not read what it declares', () => {
  const building = (latest: Record<string, string>, upcasters: readonly Upcaster[]) => (): unknown =>
    new WireNames(latest, upcasters);

  it.each([
    [{ Moved: 'Moved.v2' }, [], 'Moved.v2 is not the first version, and nothing leads to it'],
    [{ Moved: 'Moved.v3' }, [third], 'Moved.v2 is not the first version, and nothing leads to it'],
    [{ Placed: 'Placed.v1' }, [second], 'the upcaster from Moved.v1 leads to no event that is known'],
    [
      { Moved: 'Moved.v3' },
      [{ ...second, to: 'Moved.v3' }],
      'the upcaster from Moved.v1 to Moved.v3 is not one step',
    ],
    [{ Moved: 'Moved.v2' }, [second, second], 'two upcasters lead to the same version'],
    [{ Moved: 'Moved.v1', Shifted: 'Moved.v1' }, [], 'Moved.v1 is registered twice'],
    [{ Moved: 'Moved' }, [], "'Moved' is no wire name: <Event>.v<number> is"],
    [{ Moved: 'Moved.v0' }, [], "'Moved.v0' is no wire name: <Event>.v<number> is"],
  ])('is refused: %j with %j', (latest, upcasters, problem) => {
    expect(building(latest, upcasters)).toThrow(problem);
  });

  it('lists every version that it reads', () => {
    expect(names.names()).toEqual(['Moved.v1', 'Moved.v2', 'Moved.v3', 'Placed.v1']);
  });
});
