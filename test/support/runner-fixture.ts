import type { NewEvent } from '../../src/application/ports/event-store.js';
import type { CommandContext } from '../../src/application/runtime/command-context.js';
import type { CommandResult } from '../../src/application/runtime/command-result.js';
import { DeciderRunner, type RunnerDependencies } from '../../src/application/runtime/decider-runner.js';
import type { ExecuteOptions } from '../../src/application/runtime/command-runner.js';
import { MemoryEventStore } from '../../src/infrastructure/memory/memory-event-store.js';
import { SystemIds } from '../../src/infrastructure/system/system-ids.js';
import { FakeClock } from './fake-clock.js';
import { FaultyEventStore } from './faulty-event-store.js';
import { type TallyCommand, tallyDecider } from './tally.decider.js';

export const TALLY_STREAM = 'stock-main:tally';

/** The context of a command that is known by a short name. */
export function contextOf(name: string, extra: Partial<CommandContext> = {}): CommandContext {
  const commandId = new SystemIds().derived(`test/${name}`);
  return {
    tenant: 'main',
    commandId,
    correlationId: commandId,
    causationId: commandId,
    actor: 'test',
    ...extra,
  };
}

export function add(amount: number): TallyCommand {
  return { type: 'Add', data: { id: 'tally', amount } };
}

/** An event of another writer, ready to be put into the store behind the runner's back. */
export function foreignEvent(name: string, amount: number): NewEvent {
  const ids = new SystemIds();
  const context = contextOf(name);
  const at = '2026-03-01T08:00:00.000Z';
  const { tenant, commandId, correlationId, causationId, actor } = context;
  return {
    eventId: ids.derived(`foreign/${name}`),
    event: { type: 'Added', data: { amount } },
    metadata: {
      tenant,
      commandId,
      correlationId,
      causationId,
      actor,
      occurredAt: at,
      recordedAt: at,
    },
  };
}

/** A runner over a store in memory whose faults a test sets. */
export class RunnerFixture {
  readonly log = new MemoryEventStore();
  readonly store = new FaultyEventStore(this.log);
  readonly clock = new FakeClock();
  readonly runner: DeciderRunner;

  constructor(private readonly extra: Partial<RunnerDependencies> = {}) {
    this.runner = this.restart();
  }

  /** Another process on the same log: nothing remembered, nothing cached. */
  restart(): DeciderRunner {
    const { options, ...others } = this.extra;
    return new DeciderRunner({
      store: this.store,
      clock: this.clock,
      ids: new SystemIds(),
      options: { jitter: () => 0.5, ...options },
      ...others,
    });
  }

  run(
    name: string,
    command: TallyCommand,
    extra: Partial<CommandContext> = {},
    options?: ExecuteOptions,
  ): Promise<CommandResult> {
    return this.runner.execute(tallyDecider, command, contextOf(name, extra), options);
  }

  /** What the log holds, as text of type and data, in order. */
  async events(): Promise<readonly string[]> {
    const found = [];
    for await (const { event } of this.log.readStream(TALLY_STREAM)) {
      found.push(`${event.type} ${JSON.stringify(event.data)}`);
    }
    return found;
  }

  async loaded(): Promise<{ readonly state: unknown; readonly revision: bigint | null }> {
    return this.runner.load(tallyDecider, 'main', 'tally');
  }
}
