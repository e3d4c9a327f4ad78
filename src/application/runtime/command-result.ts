import type { Message } from '../../domain/shared/decider.js';

/** What became of a command. Technical failures are thrown, everything the business says is a value. */
export type CommandResult =
  | {
      readonly outcome: 'accepted';
      readonly stream: string;
      /** Revision of the stream after the command. */
      readonly revision: bigint;
      /** Commit position of the last event; wait for it to read your own write. */
      readonly position: bigint;
      readonly events: readonly Message[];
      /** True when this command id had taken effect before: same answer, no second effect. */
      readonly repeated: boolean;
    }
  | {
      readonly outcome: 'unchanged';
      readonly stream: string;
      readonly revision: bigint | null;
      readonly reason: string;
    }
  | {
      readonly outcome: 'rejected';
      readonly stream: string;
      readonly revision: bigint | null;
      /** A code of the aggregate, or `IDEMPOTENCY_KEY_REUSED`, `REVISION_MISMATCH` (with If-Match). */
      readonly code: string;
      readonly detail: string;
      /** Command types that the aggregate would take now. */
      readonly allowed: readonly string[];
    };
