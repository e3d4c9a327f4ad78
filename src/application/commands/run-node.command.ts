import { Command } from '@nestjs/cqrs';
import type { NodeCommand } from '../../domain/node/index.js';
import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';
import type { ExecuteOptions } from '../runtime/command-runner.js';

/** Carries a command of a node to its runner. */
export class RunNodeCommand extends Command<CommandResult> {
  constructor(
    readonly command: NodeCommand,
    readonly context: CommandContext,
    readonly options: ExecuteOptions = {},
  ) {
    super();
  }
}
