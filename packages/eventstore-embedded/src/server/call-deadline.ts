import type { Deadline } from '@grpc/grpc-js';

/** Instant, in milliseconds since 1970, at which the caller gives up; Infinity if never. */
export function callDeadlineMs(call: { getDeadline(): Deadline }): number {
  const deadline = call.getDeadline();
  return deadline instanceof Date ? deadline.getTime() : deadline;
}
