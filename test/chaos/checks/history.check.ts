import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { formatPosition } from '../../../src/application/ports/position.js';
import type { Acknowledged } from '../../support/engine-load.js';

type Commands = ReadonlyMap<string, readonly RecordedEvent[]>;

/**
 * The clients' history against the log: every command that was said yes to is there once, in one piece, where the answer
 * said; and the log has nothing from these clients that they were not told of.
 *
 * @returns what is wrong, in words; nothing when all is well
 */
export function checkHistory(
  history: readonly Acknowledged[],
  log: readonly RecordedEvent[],
): readonly string[] {
  const byPosition = new Map(log.map((event) => [formatPosition(event.position), event]));
  const byCommand = commandsOf(log);
  const found = new Map<string, string>();
  const wrong = history.flatMap(({ key, answer }) => {
    const event = byPosition.get(answer.position);
    if (event === undefined) return [`${key} was acknowledged and is not in the log (${answer.position})`];
    const { commandId } = event.metadata;
    const other = found.get(commandId);
    found.set(commandId, key);
    if (other !== undefined) return [`${key} and ${other} were answered with one command's events`];
    return checkCommand(key, event, byCommand.get(commandId) ?? []);
  });
  return [...wrong, ...strangers(log, found)];
}

function checkCommand(key: string, last: RecordedEvent, events: readonly RecordedEvent[]): readonly string[] {
  const [first] = events;
  const isOnePiece = events.every(
    ({ stream, revision }, index) =>
      stream === last.stream && revision === (first?.revision ?? 0n) + BigInt(index),
  );
  if (!isOnePiece) return [`${key} is in the log more than once, or in pieces (${places(events)})`];
  return events.at(-1) === last ? [] : [`${key} was answered before its last event (${places(events)})`];
}

/** Work on orders from outside which no client has been told of, though each client asked until it was told. */
function strangers(log: readonly RecordedEvent[], known: ReadonlyMap<string, string>): readonly string[] {
  return log
    .filter(({ stream, metadata }) => metadata.actor === 'http' && stream.includes('~'))
    .filter(({ metadata }) => !known.has(metadata.commandId))
    .map((event) => `${places([event])} ${event.event.type} is of a command that nobody was told of`);
}

function commandsOf(log: readonly RecordedEvent[]): Commands {
  const commands = new Map<string, RecordedEvent[]>();
  for (const event of log) {
    const { commandId } = event.metadata;
    const events = commands.get(commandId);
    if (events === undefined) commands.set(commandId, [event]);
    else events.push(event);
  }
  return commands;
}

function places(events: readonly RecordedEvent[]): string {
  return events.map(({ stream, revision }) => `${stream}@${revision}`).join(', ');
}
