import type { ParkedWorkEvent } from '../../../src/application/ports/parked-work.js';
import { AT } from './parts.js';

const id = '6f1b1c2e-8d0e-5b5a-9a64-2f6f0a6c1d14';

/** One sample of each event of parked work. */
export const PARKED_WORK_SAMPLES: {
  readonly [Type in ParkedWorkEvent['type']]: Extract<ParkedWorkEvent, { type: Type }>;
} = {
  EventParked: {
    type: 'EventParked',
    data: {
      id,
      consumer: 'order-process',
      key: 'main:web~CA-2016-152156',
      stream: 'order-main:web~CA-2016-152156',
      revision: '4',
      type: 'AllocationSecured',
      reason: 'Error: something that is not foreseen',
      attempts: 8,
      parkedAt: AT,
    },
  },
  ParkedEventReplayRequested: { type: 'ParkedEventReplayRequested', data: { id, requestedAt: AT } },
  ParkedEventReplayed: { type: 'ParkedEventReplayed', data: { id, replayedAt: AT } },
  ParkedEventReplayFailed: {
    type: 'ParkedEventReplayFailed',
    data: { id, reason: 'Error: something that is not foreseen', failedAt: AT },
  },
};
