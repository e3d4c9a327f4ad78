import type { EventMetadata } from '../../../domain/shared/event-metadata.js';

/**
 * Metadata as it stands in the log. Correlation and causation have the names that the event store's own tools know, so
 * that its system projections can follow a request through the streams.
 */
export interface WireMetadata extends Omit<EventMetadata, 'correlationId' | 'causationId'> {
  readonly $correlationId: string;
  readonly $causationId: string;
}

const REQUIRED = [
  'tenant',
  'commandId',
  '$correlationId',
  '$causationId',
  'actor',
  'occurredAt',
  'recordedAt',
] as const;

// Both directions name every field: copying "the others" costs several times as much, for each event that is moved.

export function encodeMetadata(metadata: EventMetadata): WireMetadata {
  const { tenant, commandId, correlationId, causationId, actor, occurredAt, recordedAt } = metadata;
  const $correlationId = correlationId;
  const $causationId = causationId;
  const wire = { tenant, commandId, $correlationId, $causationId, actor, occurredAt, recordedAt };
  return withOptional(wire, metadata);
}

/** The metadata, or the name of what is missing. */
export function decodeMetadata(wire: unknown): EventMetadata | string {
  if (typeof wire !== 'object' || wire === null) return 'metadata';
  const found = wire as Readonly<Record<string, unknown>>;
  const missing = REQUIRED.find((name) => typeof found[name] !== 'string');
  if (missing !== undefined) return missing;
  const { tenant, commandId, $correlationId, $causationId, actor, occurredAt, recordedAt } =
    wire as WireMetadata;
  const correlationId = $correlationId;
  const causationId = $causationId;
  const metadata = { tenant, commandId, correlationId, causationId, actor, occurredAt, recordedAt };
  return withOptional(metadata, wire as WireMetadata);
}

type Optional = Pick<EventMetadata, 'channel' | 'bodyHash' | 'traceparent'>;

function withOptional<T extends object>(
  target: T & { -readonly [Name in keyof Optional]?: string },
  source: Optional,
): T {
  const { channel, bodyHash, traceparent } = source;
  if (channel !== undefined) target.channel = channel;
  if (bodyHash !== undefined) target.bodyHash = bodyHash;
  if (traceparent !== undefined) target.traceparent = traceparent;
  return target;
}
