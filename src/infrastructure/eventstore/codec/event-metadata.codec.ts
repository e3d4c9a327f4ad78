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

export function encodeMetadata({ correlationId, causationId, ...others }: EventMetadata): WireMetadata {
  return { ...others, $correlationId: correlationId, $causationId: causationId };
}

/** The metadata, or the name of what is missing. */
export function decodeMetadata(wire: unknown): EventMetadata | string {
  if (typeof wire !== 'object' || wire === null) return 'metadata';
  const found = wire as Readonly<Record<string, unknown>>;
  const missing = REQUIRED.find((name) => typeof found[name] !== 'string');
  if (missing !== undefined) return missing;
  const { $correlationId: correlationId, $causationId: causationId, ...others } = wire as WireMetadata;
  return { ...others, correlationId, causationId };
}
