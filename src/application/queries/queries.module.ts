import { Module } from '@nestjs/common';
import { ErasePersonHandler } from '../people/people.handlers.js';
import { DecisionExplanationHandler, NodeDetailsHandler, PolicyHistoryHandler } from './queries.handlers.js';

/** Answers that come straight from the log. Expects EVENT_STORE, PERSON_VAULT and COMMAND_RUNNER to be provided globally. */
@Module({
  providers: [NodeDetailsHandler, PolicyHistoryHandler, DecisionExplanationHandler, ErasePersonHandler],
})
export class QueriesModule {}
