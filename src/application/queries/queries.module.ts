import { Module } from '@nestjs/common';
import { OrphanedPersons } from '../people/orphaned-persons.js';
import { ErasePersonHandler, RecipientOfOrderHandler } from '../people/people.handlers.js';
import {
  DecisionDetailsHandler,
  DecisionExplanationHandler,
  NodeDetailsHandler,
  PolicyHistoryHandler,
} from './queries.handlers.js';

/**
 * Answers that come straight from the log, and the care for the vault. Expects CLOCK, EVENT_STORE, PERSON_VAULT and
 * COMMAND_RUNNER to be provided globally.
 */
@Module({
  providers: [
    NodeDetailsHandler,
    PolicyHistoryHandler,
    DecisionDetailsHandler,
    DecisionExplanationHandler,
    ErasePersonHandler,
    RecipientOfOrderHandler,
    OrphanedPersons,
  ],
})
export class QueriesModule {}
