import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { JSONEventType, ResolvedEvent, StreamingRead } from '@eventstore/db-client';

/** The events that the contract appends. */
export type ContractEvent = JSONEventType<string, Record<string, unknown>>;

/** What the cases work with. It is set up before the first of them runs. */
export interface ContractStore {
  readonly client: EventStoreDBClient;
  readonly connectionString: string;
}

/** Names are new in every run, so that the contract can be run against a server that keeps its data. */
const RUN = randomUUID();
let streams = 0;

/** A stream that nothing was written to. */
export function newStream(): string {
  streams += 1;
  return `contract-${RUN}-${streams}`;
}

/** Text that no event type or stream name of another run begins with. */
export function newPrefix(): string {
  return `${newStream()}-`;
}

export function event(type = 'Happened', data: Record<string, unknown> = {}) {
  return jsonEvent<ContractEvent>({ type, data });
}

export function events(count: number, type = 'Happened') {
  return Array.from({ length: count }, (_, number) => event(type, { number }));
}

/** Credentials are ignored by an insecure server, but make the client append by the unary call. */
export const appendModes = [
  { mode: 'batch', how: {} },
  { mode: 'unary', how: { credentials: { username: 'admin', password: 'changeit' } } },
];

export async function collect<E>(read: AsyncIterable<E>): Promise<E[]> {
  const found: E[] = [];
  for await (const item of read) found.push(item);
  return found;
}

type AnyResolved = Pick<ResolvedEvent, 'event' | 'link'>;

export async function revisions(read: StreamingRead<AnyResolved>): Promise<number[]> {
  return (await collect(read)).map(({ event: found }) => Number(found?.revision));
}

/** The error that a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`Expected an error, got ${String(value)}.`);
    },
    (error: unknown) => error,
  );
}

/** 0 … count-1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

/** The data of the events found. */
export function dataOf<T>(found: readonly AnyResolved[]): T[] {
  return found.map(({ event: e }) => e?.data as T);
}
