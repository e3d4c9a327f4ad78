import type { CommandContext } from '../../application/runtime/command-context.js';
import type { CommandResult } from '../../application/runtime/command-result.js';
import type { CommandRunner } from '../../application/runtime/command-runner.js';
import { settled } from '../../../test/support/fake-clock.js';
import { Gate } from '../../../test/support/saga-fixture.js';
import type { Message } from '../../domain/shared/decider.js';
import { SystemIds } from '../../infrastructure/system/system-ids.js';
import { InstructionRunner } from './instruction-runner.worker.js';
import type { Instruction, ReactContext } from './order-process.types.js';

const at = '2026-03-02T10:00:00.000Z';
const context: ReactContext = {
  now: at,
  timings: { acceptWithinSeconds: 60, pickupWindowSeconds: 60, excludeFailedNodeSeconds: 60 },
};
const cause = { tenant: 'main', correlationId: 'c', causationId: 'e', seed: 'event-1' };
const ids = new SystemIds();
const claim = { orderId: 'web~1', fulfillmentId: 'web~1-1', nodeId: 'wh-1' };

const confirm = (sku: string): Instruction => ({
  kind: 'order',
  command: { type: 'ConfirmReservation', data: { ...claim, sku, quantity: 1, at } },
});
const reserve = (sku: string, key?: string): Instruction => ({
  ...(key === undefined ? {} : { key }),
  kind: 'stock',
  command: { type: 'ReserveStock', data: { ...claim, sku, channel: 'web', quantity: 1, at } },
});
const accepted = { outcome: 'accepted', events: [] as readonly Message[] } as CommandResult;
const reserved = ({ data }: Message) =>
  ({ outcome: 'accepted', events: [{ type: 'StockReserved', data }] }) as unknown as CommandResult;
const claimsAreMade = (command: Message) => (command.type === 'ReserveStock' ? reserved(command) : accepted);
const unchanged = { outcome: 'unchanged', reason: 'so already' } as CommandResult;
const rejected = (code: string) => ({ outcome: 'rejected', code, detail: code }) as CommandResult;

interface Sent {
  readonly what: string;
  readonly commandId: string;
  readonly causedAt: bigint | undefined;
}

/** A runner whose answers the test gives, by command type and sku, and when it gives them. */
function running(
  answerTo: (command: Message) => CommandResult | Error,
  until: (command: Message) => Promise<void> = async () => undefined,
): {
  run: InstructionRunner;
  sent: Sent[];
} {
  const sent: Sent[] = [];
  const runner = {
    execute: async (_decider: unknown, command: Message, { commandId, causedAt }: CommandContext) => {
      sent.push({
        what: `${command.type} ${(command.data as { sku?: string }).sku ?? ''}`.trim(),
        commandId,
        causedAt,
      });
      await until(command);
      const answer = answerTo(command);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as CommandRunner;
  const sourcing = { run: async () => rejected('STALE_SOURCING') };
  return { run: new InstructionRunner(runner, sourcing, ids, async () => undefined), sent };
}

describe('carrying out instructions', () => {
  it('a technical failure is thrown, and only after the others have settled', async () => {
    const { run, sent } = running(({ data }) =>
      (data as { sku: string }).sku === 'A' ? new Error('down') : accepted,
    );
    await expect(run.run([reserve('A'), reserve('B'), reserve('C')], cause, context)).rejects.toThrow('down');
    expect(sent.map(({ what }) => what)).toEqual(['ReserveStock A', 'ReserveStock B', 'ReserveStock C']);
  });

  it('after a failure nothing more is sent to the same stream', async () => {
    const { run, sent } = running(() => new Error('down'));
    await expect(run.run([confirm('A'), confirm('B'), reserve('C')], cause, context)).rejects.toThrow('down');
    expect(sent.map(({ what }) => what).sort()).toEqual(['ConfirmReservation A', 'ReserveStock C']);
  });

  it('a claim that the order does not want is given back before the event counts as done', async () => {
    const { run, sent } = running(({ type }) =>
      type === 'ConfirmReservation' ? rejected('RESERVATION_NOT_WANTED') : accepted,
    );
    await run.run([confirm('A')], cause, context);
    expect(sent.map(({ what }) => what)).toEqual(['ConfirmReservation A', 'ReleaseReservation A']);
  });

  it('a claim that is made beside one that failed is not told now: all of it is done again', async () => {
    const { run, sent } = running((command) =>
      (command.data as { sku: string }).sku === 'A' ? new Error('down') : reserved(command),
    );
    await expect(run.run([reserve('A'), reserve('B')], cause, context)).rejects.toThrow('down');
    expect(sent.map(({ what }) => what)).toEqual(['ReserveStock A', 'ReserveStock B']);
  });

  it('a claim that the order does not want is given back, also when its neighbour is wanted', async () => {
    const { run, sent } = running((command) => {
      if (command.type !== 'ConfirmReservation') return claimsAreMade(command);
      return (command.data as { sku: string }).sku === 'A' ? rejected('RESERVATION_NOT_WANTED') : accepted;
    });
    await run.run([reserve('A'), reserve('B')], cause, context);
    expect(sent.map(({ what }) => what).slice(2)).toEqual([
      'ConfirmReservation A',
      'ConfirmReservation B',
      'ReleaseReservation A',
    ]);
  });

  it('claims of one plan are told to the order together, once the last one has answered', async () => {
    const [slowStock, slowOrder] = [new Gate(), new Gate()];
    const { run, sent } = running(claimsAreMade, async ({ type, data }) => {
      if (type === 'ConfirmReservation') await slowOrder.passed;
      else if ((data as { sku: string }).sku === 'B') await slowStock.passed;
    });
    const done = run.run([reserve('A'), reserve('B')], cause, context);
    await settled();
    expect(sent.map(({ what }) => what)).toEqual(['ReserveStock A', 'ReserveStock B']);
    slowStock.open();
    await settled();
    expect(sent.map(({ what }) => what).slice(2)).toEqual(['ConfirmReservation A', 'ConfirmReservation B']);
    slowOrder.open();
    await done;
    expect(sent).toHaveLength(4);
  });

  it('a claim is told by the same command, whoever hears of it', async () => {
    const { run, sent } = running(claimsAreMade);
    await run.run([reserve('A')], cause, context);
    expect(sent[1]?.commandId).toBe(ids.derived('main:confirm:web~1-1:A'));
  });

  it('a conversation that never ends is cut off', async () => {
    const { run } = running(() => accepted);
    await expect(run.run([{ kind: 'source', orderId: 'web~1' }], cause, context)).rejects.toThrow(
      /lead to ever more instructions/,
    );
  });

  it('the same cause gives the same command ids, answers included, and each command its own', async () => {
    const first = running(({ type }) => (type === 'ReserveStock' ? unchanged : accepted));
    const again = running(({ type }) => (type === 'ReserveStock' ? unchanged : accepted));
    const instructions = [reserve('A'), confirm('B'), reserve('C')];
    await first.run.run(instructions, cause, context);
    await again.run.run(instructions, cause, context);
    expect(again.sent).toEqual(first.sent);
    expect(first.sent).toHaveLength(5);
    expect(new Set(first.sent.map(({ commandId }) => commandId)).size).toBe(5);
  });

  it('a duty with a key is one command, whatever it was found by', async () => {
    const { run, sent } = running(() => accepted);
    await run.run([reserve('A', 'reserve:web~1-1:A')], cause, context);
    await run.run([reserve('A', 'reserve:web~1-1:A')], { ...cause, seed: 'sweep' }, context);
    const commandId = ids.derived('main:reserve:web~1-1:A');
    expect(sent.map((each) => each.commandId)).toEqual([commandId, commandId]);
  });

  describe('tells how far back a command may have taken effect already:', () => {
    const giveBack: Instruction = {
      kind: 'stock',
      command: { type: 'ReleaseReservation', data: { ...claim, sku: 'A', quantity: 1, reason: 'r', at } },
    };
    const sentFor = async (instruction: Instruction) => {
      const { run, sent } = running(() => unchanged);
      await run.run([instruction], { ...cause, position: 700n }, context);
      return sent[0]?.causedAt;
    };

    it('to its cause, where only the cause tells it from another one', async () => {
      expect(await sentFor(giveBack)).toBe(700n);
    });

    it('to the beginning of its stream, where its key does', async () => {
      expect(await sentFor({ ...confirm('A'), key: 'confirm' })).toBe(-1n);
    });

    it('not at all for a claim, which its shelf knows by itself', async () => {
      expect(await sentFor(reserve('A', 'claim'))).toBeUndefined();
    });

    it('to the first cause, also for what an answer asks for', async () => {
      const { run, sent } = running(({ type }) =>
        type === 'ConfirmReservation' ? rejected('RESERVATION_NOT_WANTED') : accepted,
      );
      await run.run([confirm('A')], { ...cause, position: 700n }, context);
      expect(sent.map(({ what, causedAt }) => [what, causedAt])).toEqual([
        ['ConfirmReservation A', 700n],
        ['ReleaseReservation A', 700n],
      ]);
    });
  });
});
