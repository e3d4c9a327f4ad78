import { Inject, Injectable } from '@nestjs/common';
import { type Command, CommandBus } from '@nestjs/cqrs';
import { CLOCK, type Clock } from '../../application/ports/clock.js';
import { IDS, type Ids } from '../../application/ports/ids.js';
import { METRICS, type Metrics } from '../../application/ports/metrics.js';
import type { CommandContext } from '../../application/runtime/command-context.js';
import type { ExecuteOptions } from '../../application/runtime/command-runner.js';
import type { CommandResult } from '../../application/runtime/command-result.js';
import type { Message } from '../../domain/shared/decider.js';
import { rejectionProblem } from '../errors/rejection-problem.js';
import type { Call } from './call.js';
import { hashRequest, IdempotencyWindow, idempotentName, isKeyReused, keyReused } from './idempotency.js';

/** A command that took effect or found things to be as asked. */
export type TakenResult = Exclude<CommandResult, { readonly outcome: 'rejected' }>;

type Accepted = Extract<CommandResult, { readonly outcome: 'accepted' }>;

/** A caller's command on its way to an aggregate. */
export interface CommandRequest<Wanted extends Message> {
  /** The validated body; with the address it is what an Idempotency-Key stands for. */
  readonly body: object;
  /** What else it stands for, and the log must not know, be it as a hash: guesses can be tried against one. */
  readonly unrecorded?: object;
  /** True when the key stands for another request, by what the log does not know. Asked for repeats. */
  readonly isOther?: (repeat: Accepted) => Promise<boolean>;
  readonly channel?: string;
  /** Business time, when the caller told it. */
  readonly occurredAt?: string;
  /** The command most likely is the first of its stream: then nothing is read before it is written. */
  readonly startsStream?: true;
  /** The command, with the engine's time in it. */
  readonly command: (at: string) => Wanted;
  readonly carrier: (
    command: Wanted,
    context: CommandContext,
    options: ExecuteOptions,
  ) => Command<CommandResult>;
}

/** Who the actor is until there are accounts: whoever reaches the port. */
const ACTOR = 'http';

/** From a request to the command bus and back: identity of the command, its context, idempotency, rejection as problem. */
@Injectable()
export class CommandGateway {
  private readonly window = new IdempotencyWindow();

  constructor(
    private readonly bus: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /**
   * @throws ProblemError with the code of the rejection, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS;
   * EventStoreUnavailable and its kin
   */
  async run<Wanted extends Message>(call: Call, request: CommandRequest<Wanted>): Promise<TakenResult> {
    const result = await this.runKeyed(call, request);
    if (result.outcome === 'rejected') throw rejectionProblem(result);
    return result;
  }

  /** The id that the command of this call has; random without an Idempotency-Key. */
  private commandIdOf(call: Call): string {
    if (call.idempotencyKey === undefined) return this.ids.random();
    return this.ids.derived(idempotentName(call.tenant, call.route, call.idempotencyKey));
  }

  private runKeyed<Wanted extends Message>(
    call: Call,
    request: CommandRequest<Wanted>,
  ): Promise<CommandResult> {
    const commandId = this.commandIdOf(call);
    if (call.idempotencyKey === undefined)
      return this.execute(request, this.contextOf(call, request, commandId), call);
    const { body, unrecorded } = request;
    const bodyHash = hashRequest(call.path, body);
    const asked = unrecorded === undefined ? bodyHash : hashRequest(bodyHash, unrecorded);
    const context = { ...this.contextOf(call, request, commandId), bodyHash };
    const work = async (): Promise<CommandResult> => {
      const result = await this.execute(request, context, call);
      if (result.outcome !== 'accepted' || !result.repeated) return result;
      return (await request.isOther?.(result)) ? keyReused(result) : result;
    };
    return this.window.run(commandId, asked, work, isKeyReused);
  }

  private async execute<Wanted extends Message>(
    request: CommandRequest<Wanted>,
    context: CommandContext,
    { ifRevision }: Call,
  ): Promise<CommandResult> {
    const options = {
      ...(ifRevision === undefined ? {} : { ifRevision }),
      ...(request.startsStream === undefined ? {} : { startsStream: request.startsStream }),
    };
    const command = request.command(this.clock.now());
    try {
      const result = await this.bus.execute(request.carrier(command, context, options));
      this.metrics.command(
        command.type,
        result.outcome,
        result.outcome === 'rejected' ? result.code : result.outcome,
      );
      return result;
    } catch (error) {
      this.metrics.command(command.type, 'failed', error instanceof Error ? error.name : 'unknown');
      throw error;
    }
  }

  private contextOf(
    call: Call,
    { channel, occurredAt }: Pick<CommandRequest<Message>, 'channel' | 'occurredAt'>,
    commandId: string,
  ): CommandContext {
    return {
      tenant: call.tenant,
      commandId,
      correlationId: call.correlationId,
      causationId: commandId,
      actor: ACTOR,
      ...(channel === undefined ? {} : { channel }),
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(call.traceparent === undefined ? {} : { traceparent: call.traceparent }),
    };
  }
}
