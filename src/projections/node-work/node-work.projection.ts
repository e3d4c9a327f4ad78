import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import { isStreamOf } from '../../domain/shared/stream-names.js';
import type { IndexEntry, ViewProjection } from '../runtime/projection.js';
import { NO_INDEXES, NO_TARGETS } from '../runtime/projection.js';
import { sortableTime } from '../shared/paging.js';
import { evolveNodeWork } from './node-work.evolve.js';
import type { NodeWorkView, WorkStatus } from './node-work.view.js';

export const NODE_WORK = 'node-work';

/** A document for each fulfillment, indexed by node while there is something to do; its count is the node's workload. */
export const nodeWorkProjection: ViewProjection<NodeWorkView> = {
  kind: 'view',
  name: NODE_WORK,
  version: 1,
  targets: (recorded) => (isFulfillment(recorded) ? [{ key: dataOf(recorded).fulfillmentId }] : NO_TARGETS),
  evolve: (view, recorded) =>
    evolveNodeWork(view, recorded.event as FulfillmentEvent, Number(recorded.revision)),
  // Without a view the work may have been withdrawn before its release: then nothing is known of revisions.
  seen: (view) => view?.revision,
  begins: (recorded) => recorded.revision === 0n,
  indexes: workIndexes,
  cachedViews: 20_000,
};

/** Open work of a node; counted. */
export function openIndex(nodeId: string): string {
  return `open ${nodeId}`;
}

/** Open work of a node in one status. */
export function statusIndex(nodeId: string, status: WorkStatus): string {
  return `status ${nodeId} ${status}`;
}

/** What is promised first comes first. */
function workIndexes(view: NodeWorkView): readonly IndexEntry[] {
  if (!view.open) return NO_INDEXES;
  const member = `${sortableTime(view.promisedBy)}|${view.fulfillmentId}`;
  return [
    { index: openIndex(view.nodeId), member, counted: true },
    { index: statusIndex(view.nodeId, view.status), member, counted: false },
  ];
}

function isFulfillment(recorded: RecordedEvent): boolean {
  return isStreamOf('fulfillment', recorded.stream);
}

function dataOf(recorded: RecordedEvent): FulfillmentEvent['data'] {
  return (recorded.event as FulfillmentEvent).data;
}
