import { Command } from '@nestjs/cqrs';
import type { NoticeCommand } from '../../domain/notice/index.js';
import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';
import type { ExecuteOptions } from '../runtime/command-runner.js';

/** Carries a command about a notice to its runner. */
export class RunNoticeCommand extends Command<CommandResult> {
  constructor(
    readonly command: NoticeCommand,
    readonly context: CommandContext,
    readonly options: ExecuteOptions = {},
  ) {
    super();
  }
}
