import { Command } from '@nestjs/cqrs';
import type { OrderCommand } from '../../domain/order/index.js';
import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';
import type { ExecuteOptions } from '../runtime/command-runner.js';

/** Carries a command of an order to its runner. */
export class RunOrderCommand extends Command<CommandResult> {
  constructor(
    readonly command: OrderCommand,
    readonly context: CommandContext,
    readonly options: ExecuteOptions = {},
  ) {
    super();
  }
}
