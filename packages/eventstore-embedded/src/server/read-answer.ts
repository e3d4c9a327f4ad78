import { isShownInAll } from '../log/event-filter.js';
import type { EventLog, StreamView } from '../log/event-log.js';
import { LINK_EVENT_TYPE } from '../log/link.js';
import { isLinkStream } from '../log/link-names.js';
import { eventFrame, linkFrame, streamNotFoundFrame } from '../protocol/read-frames.js';
import type { ReadQuery, StartingPoint } from '../protocol/read-request.js';
import { streamDeleted } from '../protocol/rpc-errors.js';
import type { Direction } from '../storage/direction.js';
import type { StoredEvent } from '../storage/stored-event.js';
import { breath } from './breath.js';
import type { ResponseSink } from './response-sink.js';

/** Events read from storage at a time. The storage bounds a page in bytes besides. */
export const PAGE_EVENTS = 128;

type ReadStream = Extract<ReadQuery, { kind: 'read-stream' }>;
type ReadAll = Extract<ReadQuery, { kind: 'read-all' }>;
type ReadableStream = Extract<StreamView, { kind: 'readable' }>;

/** Encodes an event as the reader wants it, its link resolved if asked for. */
export function frameOf(
  log: EventLog,
  event: StoredEvent,
  query: Pick<ReadQuery, 'resolveLinks' | 'uuidForm' | 'mayResolve'>,
): Buffer {
  const isLink = query.resolveLinks && event.type === LINK_EVENT_TYPE;
  if (!isLink) return eventFrame(event, query.uuidForm);
  const target = log.target(event);
  if (target === 'no-link') return eventFrame(event, query.uuidForm);
  const isHidden = target === undefined || query.mayResolve?.(target.streamName) === false;
  return linkFrame(isHidden ? undefined : target, event, query.uuidForm);
}

/** Answers a read of one stream. */
export async function answerReadStream(log: EventLog, query: ReadStream, sink: ResponseSink): Promise<void> {
  const beginsInFront = query.direction === 'forwards' && query.from !== 'end';
  if (beginsInFront && isLinkStream(query.streamName)) return answerLinksForwards(log, query, sink);
  await log.prepare(query.streamName);
  const view = log.view(query.streamName);
  if (view.kind === 'tombstoned') throw streamDeleted(query.streamName);
  if (view.kind === 'unknown') {
    await sink.send(streamNotFoundFrame(query.streamName));
    return;
  }
  await sendPages(log, query, sink, streamPages(log, query, view));
}

/** The index of links may have to be made first: what it knows already is sent meanwhile. */
async function answerLinksForwards(log: EventLog, query: ReadStream, sink: ResponseSink): Promise<void> {
  const { streamName } = query;
  await log.prepareForwards(streamName);
  const progress = { from: startOf(query), left: query.maxCount, last: Infinity };
  for (;;) {
    const more = log.prepareMore(streamName);
    // What is appended once all is known is not part of the answer: it must come to an end.
    if (more === undefined) progress.last = Math.min(progress.last, log.headOf(streamName));
    const view = log.view(streamName);
    if (view.kind === 'readable') await sendLinks(log, query, sink, view, progress);
    else if (more === undefined) await sink.send(streamNotFoundFrame(streamName));
    if (progress.left <= 0 || progress.from > progress.last || !sink.isOpen) return;
    await (more ?? breath());
  }
}

/** Sends one page of links, and notes how far it got. */
async function sendLinks(
  log: EventLog,
  query: ReadStream,
  sink: ResponseSink,
  view: ReadableStream,
  progress: { from: number; left: number; readonly last: number },
): Promise<void> {
  const from = Math.max(progress.from, view.first);
  const page = log.readStream(view.number, from, 'forwards', PAGE_EVENTS);
  for (const link of page) {
    if (link.revision > progress.last || progress.left <= 0 || !sink.isOpen) break;
    progress.from = link.revision + 1;
    if (!isVisible(link, view)) continue;
    await sink.send(frameOf(log, link, query));
    progress.left -= 1;
  }
  // Nothing of it is left in the log.
  if (page.length === 0) progress.from = Math.max(from, view.last + 1);
}

/** Answers a read of all streams. */
export async function answerReadAll(log: EventLog, query: ReadAll, sink: ResponseSink): Promise<void> {
  await sendPages(log, query, sink, allPages(log, query));
}

async function sendPages(
  log: EventLog,
  query: ReadStream | ReadAll,
  sink: ResponseSink,
  pages: Iterable<StoredEvent[]>,
): Promise<void> {
  let left = query.maxCount;
  if (left <= 0) return;
  for (const page of pages) {
    for (const event of page) {
      await sink.send(frameOf(log, event, query));
      if (!sink.isOpen || --left === 0) return;
    }
    await breath();
  }
}

function* streamPages(log: EventLog, query: ReadStream, view: ReadableStream): Generator<StoredEvent[]> {
  const step = stepOf(query.direction);
  let revision = startInStream(query.from, query.direction, view);
  while (revision >= view.first && revision <= view.last) {
    const maxEvents = Math.min(query.maxCount, PAGE_EVENTS);
    const page = log.readStream(view.number, revision, query.direction, maxEvents);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.filter((event) => isVisible(event, view));
    revision = last.revision + step;
  }
}

function* allPages(log: EventLog, query: ReadAll): Generator<StoredEvent[]> {
  const step = stepOf(query.direction);
  // What is appended while this runs is not part of the answer: it must come to an end.
  const end = log.lastPosition;
  let position = startInAll(query.from, query.direction, end);
  while (position >= 1 && position <= end) {
    const maxEvents = query.filter ? PAGE_EVENTS : Math.min(query.maxCount, PAGE_EVENTS);
    const page = log.readAll(position, query.direction, maxEvents);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.filter(query.filter?.matches ?? isShownInAll);
    position = last.position + step;
  }
}

/** Forwards, the start is included; so it is backwards in a stream. */
function startInStream(from: StartingPoint, direction: Direction, view: ReadableStream): number {
  if (direction === 'forwards') {
    if (from === 'end') return view.last + 1;
    return Math.max(view.first, from === 'start' ? 0 : from);
  }
  if (from === 'start') return 0;
  return from === 'end' ? view.last : Math.min(from, view.last);
}

/** Forwards, the start is included; backwards in the log of all streams it is not. */
function startInAll(from: StartingPoint, direction: Direction, end: number): number {
  if (direction === 'forwards') {
    if (from === 'end') return end + 1;
    return from === 'start' ? 1 : Math.max(from, 1);
  }
  if (from === 'start') return 0;
  return from === 'end' ? end : Math.min(from - 1, end);
}

function startOf({ from }: ReadStream): number {
  return typeof from === 'number' ? from : 0;
}

function isVisible(event: StoredEvent, view: ReadableStream): boolean {
  const isInRange = event.revision >= view.first && event.revision <= view.last;
  return isInRange && event.createdMs >= view.notBeforeMs;
}

function stepOf(direction: Direction): 1 | -1 {
  return direction === 'forwards' ? 1 : -1;
}
