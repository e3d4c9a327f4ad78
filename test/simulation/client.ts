import type { Message, Decider } from '../../src/domain/shared/decider.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { CommandResult } from '../../src/application/runtime/command-result.js';
import { SystemIds } from '../../src/infrastructure/system/system-ids.js';
import { SimulationFailure } from './checks/simulation-failure.js';
import { TENANT, type Truth } from './checks/truth.js';
import type { Kernel } from './kernel/kernel.js';
import type { People } from './people.js';
import { erasureOutcome } from './report/exercised.js';
import { isOutage, type SimulatedEngine } from './simulated-engine.js';
import type { OrderRequest } from './simulated-people.js';

/** What somebody wants of the engine, until it is answered or given up. */
interface Errand {
  readonly name: string;
  /** Asks an engine; what it answers is judged, and then the errand is settled. */
  readonly ask: (engine: SimulatedEngine) => Promise<void>;
  readonly giveUp: () => void;
  attempts: number;
  isSettled: boolean;
}

const MAX_ATTEMPTS = 6;
const RETRY_MS = 3_000;

/** Asked again before the first time has an answer. */
const UNDER_WAY = 'IDEMPOTENCY_IN_PROGRESS';
class StillUnderWay extends Error {}

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
    private readonly people: People,
    private readonly engines: () => readonly SimulatedEngine[],
    private readonly fail: (failure: SimulationFailure) => void,
  ) {}

  /** Settles with the answer, or with null when there is none: an engine that dies does not say so. */
  send<C extends Message, E extends Message, S>(
    decider: Decider<C, E, S>,
    command: C,
    startsStream = false,
  ): Promise<CommandResult | null> {
    const commandId = this.nextId();
    const context = {
      tenant: TENANT,
      commandId,
      // Where the log stood when it was sent for the first time.
      causedAt: this.truth.position,
      correlationId: commandId,
      causationId: commandId,
      actor: 'client',
    };
    const options = startsStream ? { startsStream } : {};
    const effects = (): readonly RecordedEvent[] => this.truth.effects.get(commandId) ?? [];
    return this.runErrand(command.type, async (engine, told) => {
      const result = await engine.runner.execute(decider, command, context, options);
      this.judge(command.type, result, effects);
      told(result);
    });
  }

  /** Places an order as the API does: the recipient into the vault, the rest into the log. */
  place(request: OrderRequest): Promise<CommandResult | null> {
    const { people, truth } = this;
    people.send(request);
    const correlationId = this.nextId();
    const effects = (): readonly RecordedEvent[] => truth.placementOf(request.orderId);
    return this.runErrand('PlaceOrder', async (engine, told) => {
      const result = await engine.people.place(request, correlationId);
      if (result.outcome === 'rejected' && result.code === UNDER_WAY) throw new StillUnderWay();
      this.judge('PlaceOrder', result, effects);
      told(result);
    });
  }

  /** Asks to erase the person of an order. */
  erase(orderId: string): Promise<boolean | null> {
    return this.runErrand<boolean | null>('ErasePerson', async (engine, told) => {
      const { people, truth } = this;
      const wasIn = people.references.has(orderId);
      const lost = people.lost(orderId);
      const copies = people.ask(orderId);
      const answer = await engine.people.erase(orderId);
      await truth.catchUp();
      const violation = lost ?? people.erasureAnswered(orderId, answer, wasIn, copies);
      if (violation !== null) throw new SimulationFailure('erasure', violation);
      this.count(erasureOutcome(answer));
      told(answer);
    });
  }

  /** The connections to an engine are gone. Some of those who wait ask another one. */
  lost(engine: SimulatedEngine): void {
    for (const errand of this.underway.get(engine) ?? []) this.tryAgain(errand);
    this.underway.delete(engine);
  }

  private nextId(): string {
    this.sent += 1;
    return this.ids.derived(`client/${this.sent}`);
  }

  private runErrand<Answer>(
    name: string,
    ask: (engine: SimulatedEngine, told: (answer: Answer) => void) => Promise<void>,
  ): Promise<Answer | null> {
    return new Promise((settle) => {
      const errand: Errand = {
        name,
        ask: (engine) => ask(engine, settle),
        giveUp: () => settle(null),
        attempts: 0,
        isSettled: false,
      };
      this.attempt(errand);
      if (this.kernel.faults.strikes('repeatedCommand')) this.attempt(errand);
    });
  }

  private attempt(errand: Errand): void {
    if (errand.isSettled) return;
    errand.attempts += 1;
    const up = this.engines().filter((engine) => engine.isUp);
    if (up.length === 0) return this.tryAgain(errand);
    const engine = this.kernel.chance.pick(up);
    const waiting = this.underway.get(engine) ?? new Set();
    this.underway.set(engine, waiting.add(errand));
    errand.ask(engine).then(
      () => {
        waiting.delete(errand);
        errand.isSettled = true;
      },
      (error: unknown) => {
        waiting.delete(errand);
        this.failed(errand, error);
      },
    );
  }

  private failed(errand: Errand, error: unknown): void {
    if (error instanceof SimulationFailure) this.fail(error);
    else if (isOutage(error) || error instanceof StillUnderWay) this.tryAgain(errand);
    else {
      const detail = `${errand.name}: ${String((error as Error).stack)}`;
      this.fail(new SimulationFailure('command failed', detail));
    }
  }

  private tryAgain(errand: Errand): void {
    const { chance, clock, servers } = this.kernel;
    if (errand.attempts >= MAX_ATTEMPTS || chance.happens(0.3)) {
      errand.isSettled = true;
      return errand.giveUp();
    }
    clock.schedule(servers, RETRY_MS, () => this.attempt(errand));
  }

  private count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  /** @param effects what the log has of the command */
  private judge(name: string, result: CommandResult, effects: () => readonly RecordedEvent[]): void {
    this.count(result.outcome === 'rejected' ? result.code : result.outcome);
    if (result.outcome === 'accepted') this.check(name, result, effects).catch(this.fail);
  }

  /** What a client was told is in the log, once, and no more than that. */
  private async check(
    name: string,
    result: Extract<CommandResult, { readonly outcome: 'accepted' }>,
    effects: () => readonly RecordedEvent[],
  ): Promise<void> {
    await this.truth.catchUp();
    const found = JSON.stringify(effects().map(({ event }) => event));
    if (found !== JSON.stringify(result.events) || effects().at(-1)?.revision !== result.revision) {
      const detail = `${name} was answered with ${JSON.stringify(result.events)}@${result.revision}, the log has ${found}`;
      throw new SimulationFailure('acknowledged command', detail, result.stream);
    }
  }
}
