import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FaultyEventStore } from '../../test/support/faulty-event-store.js';
import { contextOf } from '../../test/support/runner-fixture.js';
import { MemoryEventStore } from '../infrastructure/memory/memory-event-store.js';
import { SystemIds } from '../infrastructure/system/system-ids.js';
import { ApplicationModule, RUNNER_OPTIONS } from './application.module.js';
import { RunNodeCommand } from './commands/run-node.command.js';
import { RunStockCommand } from './commands/run-stock.command.js';
import { CLOCK } from './ports/clock.js';
import { EVENT_STORE } from './ports/event-store.js';
import { IDS } from './ports/ids.js';
import { COMMAND_RUNNER, type CommandRunner } from './runtime/command-runner.js';
import { DeciderRunner } from './runtime/decider-runner.js';
import { StreamBusy } from './runtime/runner-errors.js';

@Module({})
class PortsInMemory {}

const at = '2026-03-01T09:00:00.000Z';
const receive = (quantity: number) =>
  ({ type: 'ReceiveStock', data: { sku: 'a', nodeId: 'b', at, quantity } }) as const;

describe('the application over its ports', () => {
  let module: TestingModule;
  let store: FaultyEventStore;
  let bus: CommandBus;

  beforeEach(async () => {
    store = new FaultyEventStore(new MemoryEventStore());
    const providers = [
      { provide: EVENT_STORE, useValue: store },
      { provide: CLOCK, useValue: new FakeClock() },
      { provide: IDS, useValue: new SystemIds() },
      { provide: RUNNER_OPTIONS, useValue: { maxWaitingPerStream: 2 } },
    ];
    const ports: DynamicModule = { module: PortsInMemory, providers, exports: providers };
    module = await Test.createTestingModule({ imports: [ApplicationModule.over(ports)] }).compile();
    await module.init();
    bus = module.get(CommandBus);
  });
  afterEach(() => module.close());

  it('refuses the second of two commands with one Idempotency-Key while the first is on its way', async () => {
    const context = contextOf('mine', { bodyHash: 'one' });

    const [first, second] = await Promise.all([
      bus.execute(new RunStockCommand(receive(1), context)),
      bus.execute(new RunStockCommand(receive(1), context)),
    ]);

    expect(first.outcome).toBe('accepted');
    expect(second).toEqual({
      outcome: 'rejected',
      stream: '',
      revision: null,
      code: 'IDEMPOTENCY_IN_PROGRESS',
      detail: 'the first request with this Idempotency-Key is still being worked on',
      allowed: [],
    });
    expect(await bus.execute(new RunStockCommand(receive(1), context))).toEqual({ ...first, repeated: true });
  });

  it('carries a command to the stream of its aggregate, and the caller’s revision with it', async () => {
    await bus.execute(new RunStockCommand(receive(1), contextOf('a')));

    const late = await bus.execute(new RunStockCommand(receive(2), contextOf('b'), { ifRevision: 7n }));
    const node = await bus.execute(
      new RunNodeCommand({ type: 'SuspendNode', data: { nodeId: 'n', at, reason: 'flood' } }, contextOf('c')),
    );

    expect(late).toEqual({
      outcome: 'rejected',
      stream: 'stock-main:a@b',
      revision: 0n,
      code: 'REVISION_MISMATCH',
      detail: 'revision 7 was expected, the stream is at 0',
      allowed: late.outcome === 'rejected' ? late.allowed : [],
    });
    expect([node.stream, node.outcome]).toEqual(['node-main:n', 'rejected']);
  });

  it('gives bulk paths the runner itself, with the options of the ports', async () => {
    const runner = module.get<CommandRunner>(COMMAND_RUNNER);
    expect(runner).toBeInstanceOf(DeciderRunner);
    const settled = await Promise.allSettled(
      ['a', 'b', 'c'].map((name) => bus.execute(new RunStockCommand(receive(1), contextOf(name)))),
    );

    expect(settled[2]).toEqual({ status: 'rejected', reason: new StreamBusy('stock-main:a@b', 2) });
  });

  it('lets commands on their way come to their end before it closes', async () => {
    let open = (): void => undefined;
    store.holdAppends(
      new Promise<void>((resolve) => {
        open = resolve;
      }),
    );
    const order: string[] = [];
    const command = bus
      .execute(new RunStockCommand(receive(1), contextOf('a')))
      .then(() => order.push('command'));
    const closing = module.close().then(() => order.push('closed'));
    setImmediate(open);
    await Promise.all([command, closing]);

    expect(order).toEqual(['command', 'closed']);
  });
});
