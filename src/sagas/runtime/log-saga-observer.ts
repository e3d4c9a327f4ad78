import type { Logger } from '@nestjs/common';
import { reasonOf } from './failure-verdict.js';
import type { SagaObserver } from './saga-consumer.js';

/** Tells the log what the saga runtime does. Event ids and error messages only: no data of an event is ever logged. */
export function logSagaObserver(logger: Logger): SagaObserver {
  return {
    stopped: (consumer, reason) => logger.error(`${consumer} has stopped and needs a person: ${reason}`),
    retrying: (consumer, eventId, attempt, error) =>
      logger.warn(`${consumer}: event ${eventId} failed, try ${attempt}: ${reasonOf(error)}`),
    parked: (consumer, eventId, reason) => logger.error(`${consumer}: event ${eventId} is parked: ${reason}`),
    replayed: (consumer, eventId) => logger.log(`${consumer}: parked event ${eventId} has been worked off`),
    reopened: (consumer, cause, error) =>
      logger.warn(
        `${consumer}: subscription opened anew (${cause})${error === undefined ? '' : `: ${reasonOf(error)}`}`,
      ),
    checkpointFailed: (consumer, error) =>
      logger.warn(`${consumer}: the checkpoint could not be stored: ${reasonOf(error)}`),
    troubled: (consumer, part, error) => logger.warn(`${consumer}, ${part}: ${reasonOf(error)}`),
  };
}
