import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { formatPosition } from '../../../src/application/ports/position.js';
import type { Acknowledged } from '../../support/engine-load.js';
import { checkHistory } from './history.check.js';

const STREAM = 'order-main:web~1';

function event(position: number, commandId: string, revision = position): RecordedEvent {
  return {
    stream: STREAM,
    revision: BigInt(revision),
    position: BigInt(position),
    eventId: `event-${position}`,
    event: { type: 'OrderHeld', data: {} },
    metadata: {
      tenant: 'main',
      commandId,
      correlationId: commandId,
      causationId: commandId,
      actor: 'http',
      occurredAt: '2026-03-01T00:00:00.000Z',
      recordedAt: '2026-03-01T00:00:00.000Z',
    },
  };
}

const answered = (key: string, position: number): Acknowledged => ({
  key,
  path: '/v1/orders',
  body: {},
  answer: { outcome: 'accepted', position: formatPosition(BigInt(position)) },
});

const HISTORY = [answered('place', 2), answered('hold', 3)];
const LOG = [event(1, 'a'), event(2, 'a'), event(3, 'b')];

it('is content when every answer names the last event of a command that is there once', () => {
  expect(checkHistory(HISTORY, LOG)).toEqual([]);
});

it.each<[string, readonly Acknowledged[], readonly RecordedEvent[], readonly string[]]>([
  [
    'is lost',
    HISTORY,
    LOG.slice(0, 2),
    [`hold was acknowledged and is not in the log (${formatPosition(3n)})`],
  ],
  [
    'is there twice',
    HISTORY,
    [...LOG, event(4, 'c'), event(5, 'b')],
    [
      `hold is in the log more than once, or in pieces (${STREAM}@3, ${STREAM}@5)`,
      `${STREAM}@4 OrderHeld is of a command that nobody was told of`,
    ],
  ],
  [
    'goes on behind its answer',
    HISTORY,
    [...LOG, event(4, 'b')],
    [`hold was answered before its last event (${STREAM}@3, ${STREAM}@4)`],
  ],
  [
    'is another one',
    [...HISTORY, answered('release', 3)],
    LOG,
    ["release and hold were answered with one command's events"],
  ],
  [
    'was never asked for',
    HISTORY.slice(0, 1),
    LOG,
    [`${STREAM}@3 OrderHeld is of a command that nobody was told of`],
  ],
])('tells of an acknowledged command that %s', (_name, history, log, wrong) => {
  expect(checkHistory(history, log)).toEqual(wrong);
});
