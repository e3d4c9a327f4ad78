import { Command } from '@nestjs/cqrs';
import type { PolicyCommand } from '../../domain/policy/index.js';
import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';
import type { ExecuteOptions } from '../runtime/command-runner.js';

/** Carries a command of a sourcing policy to its runner. */
export class RunPolicyCommand extends Command<CommandResult> {
  constructor(
    readonly command: PolicyCommand,
    readonly context: CommandContext,
    readonly options: ExecuteOptions = {},
  ) {
    super();
  }
}
