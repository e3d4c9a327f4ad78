import type { EventMetadata } from '../../../src/domain/shared/event-metadata.js';
import type { Message } from '../../../src/domain/shared/decider.js';
import { FULFILLMENT_SAMPLES } from './fulfillment.samples.js';
import { NODE_SAMPLES, POLICY_SAMPLES } from './network.samples.js';
import { NOTICE_SAMPLES } from './notice.samples.js';
import { ORDER_SAMPLES } from './order.samples.js';
import { AT } from './parts.js';
import { PARKED_WORK_SAMPLES } from './parked-work.samples.js';
import { INLINED_DECISION_SAMPLE } from './sourcing-decision.sample.js';
import { STOCK_SAMPLES } from './stock.samples.js';

/** One sample of every event that can be written, by type, with all optional fields. */
export const ALL_SAMPLES = {
  ...ORDER_SAMPLES,
  ...STOCK_SAMPLES,
  ...FULFILLMENT_SAMPLES,
  ...NODE_SAMPLES,
  ...POLICY_SAMPLES,
  ...NOTICE_SAMPLES,
  ...PARKED_WORK_SAMPLES,
};

/** What an old version is read as, where it does not hold all that the sample of today holds. */
export const EARLIER_SAMPLES: Readonly<Record<string, Message>> = Object.fromEntries(
  [ORDER_SAMPLES.SourcingPlanned, ORDER_SAMPLES.DemandParked, ORDER_SAMPLES.LinesCancelled].map(
    ({ type, data }) => [`${type}.v1`, { type, data: { ...data, decision: INLINED_DECISION_SAMPLE } }],
  ),
);

/** Metadata with all optional fields. */
export const METADATA_SAMPLE: EventMetadata = {
  tenant: 'main',
  commandId: '6f1b1c2e-8d0e-5b5a-9a64-2f6f0a6c1d11',
  correlationId: '6f1b1c2e-8d0e-5b5a-9a64-2f6f0a6c1d12',
  causationId: '6f1b1c2e-8d0e-5b5a-9a64-2f6f0a6c1d13',
  actor: 'web-shop',
  channel: 'web',
  occurredAt: AT,
  recordedAt: '2026-03-01T09:30:00.123Z',
  bodyHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
