import type { RecordedEvent } from '../ports/event-store.js';
import { LogOrderCheck } from './log-order.check.js';

const STREAM = 'stock-main:kettle@dc';

/** A log of one stream, an event for each of these commands. */
const detailsOf = (commandIds: readonly string[]): readonly string[] => {
  const check = new LogOrderCheck();
  return commandIds.flatMap((commandId, place) => {
    const at = BigInt(place);
    const event = { stream: STREAM, revision: at, position: at, metadata: { commandId } };
    return check.observe(event as unknown as RecordedEvent).map(({ detail }) => detail);
  });
};
const commands = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `command-${at}`);

describe('the order of a log', () => {
  test.each([2, 16, 17, 18, 200])('knows every one of %d commands of a stream again', (count) => {
    for (const [place, id] of commands(count).entries()) {
      const expected = place === count - 1 ? [] : [`command ${id} took effect twice`];
      expect(detailsOf([...commands(count), id])).toEqual(expected);
    }
  });

  test('is fine where each command has its events one behind the other', () => {
    expect(detailsOf(commands(40).flatMap((id) => [id, id]))).toEqual([]);
  });

  test('says of a command that comes a third time what it said of the second', () => {
    const twice = 'command one took effect twice';
    expect(detailsOf(['one', 'other', 'one', 'other', 'one'])).toEqual([
      twice,
      'command other took effect twice',
      twice,
    ]);
  });

  test('starts with revision 0 and goes on with the one that came', () => {
    const check = new LogOrderCheck();
    const told = [3n, 4n, 4n, 5n].flatMap((revision, place) => {
      const event = { stream: STREAM, revision, position: BigInt(place), metadata: { commandId: 'one' } };
      return check.observe(event as unknown as RecordedEvent).map(({ detail }) => detail);
    });
    expect(told).toEqual(['revision 3 follows -1', 'revision 4 follows 4']);
    expect(check.streams).toBe(1);
  });
});
