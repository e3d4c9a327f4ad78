/** One stream category an aggregate. */
export type StreamCategory = 'order' | 'stock' | 'fulfillment' | 'node' | 'policy' | 'notice';

/** A stream name taken apart: `{category}-{tenant}:{id}`. */
export interface StreamParts {
  readonly category: string;
  readonly tenant: string;
  readonly id: string;
}

/** The stream of one aggregate. The only place where stream names are put together. */
export function streamName(category: StreamCategory, tenant: string, id: string): string {
  return `${category}-${tenant}:${id}`;
}

/** The id of a stock stream: stock is kept for each sku at each node. */
export function stockIdOf(sku: string, nodeId: string): string {
  return `${sku}@${nodeId}`;
}

/** Sku and node of a stock id. */
export function parseStockId(stockId: string): { readonly sku: string; readonly nodeId: string } {
  const at = stockId.indexOf('@');
  return { sku: stockId.slice(0, at), nodeId: stockId.slice(at + 1) };
}

/** True for a stream of this category. Asked many times an event where the log is read, so nothing is taken apart. */
export function isStreamOf(category: StreamCategory, stream: string): boolean {
  const dash = category.length;
  return stream[dash] === '-' && stream.startsWith(category) && stream.includes(':', dash);
}

/** The parts of a stream name, or null when it is not one of an aggregate's. */
export function parseStreamName(stream: string): StreamParts | null {
  const dash = stream.indexOf('-');
  const colon = stream.indexOf(':', dash + 1);
  if (dash < 1 || colon === -1) return null;
  return {
    category: stream.slice(0, dash),
    tenant: stream.slice(dash + 1, colon),
    id: stream.slice(colon + 1),
  };
}
