import { Command } from '@nestjs/cqrs';
import type { FulfillmentCommand } from '../../domain/fulfillment/index.js';
import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';
import type { ExecuteOptions } from '../runtime/command-runner.js';

/** Carries a command of a fulfillment to its runner. */
export class RunFulfillmentCommand extends Command<CommandResult> {
  constructor(
    readonly command: FulfillmentCommand,
    readonly context: CommandContext,
    readonly options: ExecuteOptions = {},
  ) {
    super();
  }
}
