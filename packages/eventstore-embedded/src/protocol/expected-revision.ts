import type { ExpectedRevision } from '../log/write-request.js';
import { invalidArgument } from './rpc-errors.js';

/** Options of deletes and tombstones. */
interface WithRevision {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
  hasRevision(): boolean;
  getRevision(): string;
}

/**
 * Reads what a delete expects of its stream.
 *
 * @throws RpcError when the request does not say
 */
export function parseExpected(options: WithRevision): ExpectedRevision {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  return requireExpected(options.hasRevision() ? BigInt(options.getRevision()) : undefined);
}

/** @throws RpcError when the request does not say which revision it expects */
export function requireExpected(expected: ExpectedRevision | undefined): ExpectedRevision {
  if (expected === undefined) {
    throw invalidArgument('The request does not say which revision it expects.');
  }
  return expected;
}
