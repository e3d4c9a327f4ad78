import type { ExpectedRevision } from '../log/write-request.js';
import { invalidArgument } from './rpc-errors.js';

interface Keywords {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
}

/** Options of unary appends, deletes and tombstones. */
interface WithRevision extends Keywords {
  hasRevision(): boolean;
  getRevision(): string;
}

/** Options of batch appends, which name the same thing differently. */
interface WithStreamPosition extends Keywords {
  hasStreamPosition(): boolean;
  getStreamPosition(): string;
}

/**
 * Reads what a write expects of its stream.
 *
 * @throws RpcError when the request does not say
 */
export function parseExpected(options: WithRevision | WithStreamPosition): ExpectedRevision {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  if ('hasRevision' in options) {
    if (options.hasRevision()) return BigInt(options.getRevision());
  } else if (options.hasStreamPosition()) {
    return BigInt(options.getStreamPosition());
  }
  throw invalidArgument('The request does not say which revision it expects.');
}
