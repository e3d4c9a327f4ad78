import { Command } from '@nestjs/cqrs';
import type { StockCommand } from '../../domain/stock/index.js';
import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';
import type { ExecuteOptions } from '../runtime/command-runner.js';

/** Carries a command of a stock item to its runner. */
export class RunStockCommand extends Command<CommandResult> {
  constructor(
    readonly command: StockCommand,
    readonly context: CommandContext,
    readonly options: ExecuteOptions = {},
  ) {
    super();
  }
}
