import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { fulfillmentDecider } from '../../domain/fulfillment/index.js';
import { nodeDecider } from '../../domain/node/index.js';
import { noticeDecider } from '../../domain/notice/index.js';
import { orderDecider } from '../../domain/order/index.js';
import { policyDecider } from '../../domain/policy/index.js';
import type { Decider, Message } from '../../domain/shared/decider.js';
import { stockDecider } from '../../domain/stock/index.js';
import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';
import { COMMAND_RUNNER, type CommandRunner, type ExecuteOptions } from '../runtime/command-runner.js';
import { IdempotencyRegistry } from '../runtime/idempotency.js';
import { RunFulfillmentCommand } from './run-fulfillment.command.js';
import { RunNodeCommand } from './run-node.command.js';
import { RunNoticeCommand } from './run-notice.command.js';
import { RunOrderCommand } from './run-order.command.js';
import { RunPolicyCommand } from './run-policy.command.js';
import { RunStockCommand } from './run-stock.command.js';

interface Carrier<C extends Message> {
  readonly command: C;
  readonly context: CommandContext;
  readonly options: ExecuteOptions;
}

/** Runs what a carrier holds, unless the same Idempotency-Key is in progress. */
function runCarried<C extends Message, E extends Message, S>(
  runner: CommandRunner,
  keys: IdempotencyRegistry,
  decider: Decider<C, E, S>,
  { command, context, options }: Carrier<C>,
): Promise<CommandResult> {
  return keys.run(context, () => runner.execute(decider, command, context, options));
}

@CommandHandler(RunOrderCommand)
export class RunOrderHandler implements ICommandHandler<RunOrderCommand> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(IdempotencyRegistry) private readonly keys: IdempotencyRegistry,
  ) {}

  execute(carrier: RunOrderCommand): Promise<CommandResult> {
    return runCarried(this.runner, this.keys, orderDecider, carrier);
  }
}

@CommandHandler(RunStockCommand)
export class RunStockHandler implements ICommandHandler<RunStockCommand> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(IdempotencyRegistry) private readonly keys: IdempotencyRegistry,
  ) {}

  execute(carrier: RunStockCommand): Promise<CommandResult> {
    return runCarried(this.runner, this.keys, stockDecider, carrier);
  }
}

@CommandHandler(RunFulfillmentCommand)
export class RunFulfillmentHandler implements ICommandHandler<RunFulfillmentCommand> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(IdempotencyRegistry) private readonly keys: IdempotencyRegistry,
  ) {}

  execute(carrier: RunFulfillmentCommand): Promise<CommandResult> {
    return runCarried(this.runner, this.keys, fulfillmentDecider, carrier);
  }
}

@CommandHandler(RunNodeCommand)
export class RunNodeHandler implements ICommandHandler<RunNodeCommand> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(IdempotencyRegistry) private readonly keys: IdempotencyRegistry,
  ) {}

  execute(carrier: RunNodeCommand): Promise<CommandResult> {
    return runCarried(this.runner, this.keys, nodeDecider, carrier);
  }
}

@CommandHandler(RunPolicyCommand)
export class RunPolicyHandler implements ICommandHandler<RunPolicyCommand> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(IdempotencyRegistry) private readonly keys: IdempotencyRegistry,
  ) {}

  execute(carrier: RunPolicyCommand): Promise<CommandResult> {
    return runCarried(this.runner, this.keys, policyDecider, carrier);
  }
}

@CommandHandler(RunNoticeCommand)
export class RunNoticeHandler implements ICommandHandler<RunNoticeCommand> {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(IdempotencyRegistry) private readonly keys: IdempotencyRegistry,
  ) {}

  execute(carrier: RunNoticeCommand): Promise<CommandResult> {
    return runCarried(this.runner, this.keys, noticeDecider, carrier);
  }
}

/** One handler for each aggregate. */
export const COMMAND_HANDLERS = [
  RunOrderHandler,
  RunStockHandler,
  RunFulfillmentHandler,
  RunNodeHandler,
  RunPolicyHandler,
  RunNoticeHandler,
];
