import type { Message, Decider } from '../../src/domain/shared/decider.js';
import type { CommandResult } from '../../src/application/runtime/command-result.js';
import { SystemIds } from '../../src/infrastructure/system/system-ids.js';
import { SimulationFailure } from './checks/simulation-failure.js';
import { TENANT, type Truth } from './checks/truth.js';
import type { Kernel } from './kernel/kernel.js';
import { isOutage, type SimulatedEngine } from './simulated-engine.js';

interface Errand {
  readonly id: number;
  readonly commandId: string;
  /** Where the log stood when it was sent for the first time. */
  readonly causedAt: bigint;
  readonly decider: Decider<Message, Message, unknown>;
  readonly command: Message;
  readonly startsStream: boolean;
  readonly settle: (result: CommandResult | null) => void;
  attempts: number;
  isSettled: boolean;
}

const MAX_ATTEMPTS = 6;
const RETRY_MS = 3_000;

/** Everybody who sends commands from outside: shops, nodes, people. What they are told is checked against the log. */
export class Client {
  private sent = 0;
  private readonly underway = new Map<SimulatedEngine, Set<Errand>>();
  private readonly ids = new SystemIds();
  /** Counts by outcome or code, to see what a run has really tried. */
  readonly outcomes = new Map<string, number>();

  constructor(
    private readonly kernel: Kernel,
    private readonly truth: Truth,
    private readonly engines: () => readonly SimulatedEngine[],
    private readonly fail: (failure: SimulationFailure) => void,
  ) {}

  /** Settles with the answer, or with null when there is none: an engine that dies does not say so. */
  send<C extends Message, E extends Message, S>(
    decider: Decider<C, E, S>,
    command: C,
    startsStream = false,
  ): Promise<CommandResult | null> {
    this.sent += 1;
    const id = this.sent;
    const commandId = this.ids.derived(`client/${id}`);
    return new Promise((settle) => {
      const errand: Errand = {
        id,
        commandId,
        causedAt: this.truth.position,
        decider: decider,
        command,
        startsStream,
        settle,
        attempts: 0,
        isSettled: false,
      };
      this.attempt(errand);
      if (this.kernel.faults.strikes('repeatedCommand')) this.attempt(errand);
    });
  }

  /** The connections to an engine are gone. Some of those who wait ask another one. */
  lost(engine: SimulatedEngine): void {
    for (const errand of this.underway.get(engine) ?? []) this.tryAgain(errand);
    this.underway.delete(engine);
  }

  private attempt(errand: Errand): void {
    if (errand.isSettled) return;
    errand.attempts += 1;
    const up = this.engines().filter((engine) => engine.isUp);
    if (up.length === 0) return this.tryAgain(errand);
    const engine = this.kernel.chance.pick(up);
    const waiting = this.underway.get(engine) ?? new Set();
    this.underway.set(engine, waiting.add(errand));
    const { decider, command, commandId, causedAt, startsStream } = errand;
    const context = {
      tenant: TENANT,
      commandId,
      causedAt,
      correlationId: commandId,
      causationId: commandId,
      actor: 'client',
    };
    engine.runner.execute(decider, command, context, startsStream ? { startsStream } : {}).then(
      (result) => {
        waiting.delete(errand);
        this.answered(errand, result);
      },
      (error: unknown) => {
        waiting.delete(errand);
        if (isOutage(error)) this.tryAgain(errand);
        else
          this.fail(
            new SimulationFailure('command failed', `${command.type}: ${String((error as Error).stack)}`),
          );
      },
    );
  }

  private tryAgain(errand: Errand): void {
    const { chance, clock, servers } = this.kernel;
    if (errand.attempts >= MAX_ATTEMPTS || chance.happens(0.3)) return this.close(errand, null);
    clock.schedule(servers, RETRY_MS, () => this.attempt(errand));
  }

  private answered(errand: Errand, result: CommandResult): void {
    const key = result.outcome === 'rejected' ? result.code : result.outcome;
    this.outcomes.set(key, (this.outcomes.get(key) ?? 0) + 1);
    if (result.outcome === 'accepted') this.check(errand, result).catch(this.fail);
    this.close(errand, result);
  }

  private close(errand: Errand, result: CommandResult | null): void {
    errand.isSettled = true;
    errand.settle(result);
  }

  /** What a client was told is in the log, once, and no more than that. */
  private async check(
    { commandId, command }: Errand,
    result: Extract<CommandResult, { readonly outcome: 'accepted' }>,
  ): Promise<void> {
    await this.truth.catchUp();
    const effects = this.truth.effects.get(commandId) ?? [];
    const found = JSON.stringify(effects.map(({ event }) => event));
    if (found !== JSON.stringify(result.events) || effects.at(-1)?.revision !== result.revision) {
      const detail = `${command.type} was answered with ${JSON.stringify(result.events)}@${result.revision}, the log has ${found}`;
      throw new SimulationFailure('acknowledged command', detail, result.stream);
    }
  }
}
