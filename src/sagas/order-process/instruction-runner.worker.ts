import type { DemandSourcing } from '../../application/ports/demand-sourcing.js';
import type { Ids } from '../../application/ports/ids.js';
import { BEFORE_ALL, type CommandContext } from '../../application/runtime/command-context.js';
import type { CommandResult } from '../../application/runtime/command-result.js';
import type { CommandRunner, ExecuteOptions } from '../../application/runtime/command-runner.js';
import { type FulfillmentCommand, fulfillmentDecider } from '../../domain/fulfillment/index.js';
import { orderDecider } from '../../domain/order/index.js';
import { stockIdOf } from '../../domain/shared/stream-names.js';
import { stockDecider } from '../../domain/stock/index.js';
import { answer } from './order-process.answer.js';
import type { Instruction, InstructionAnswer, ReactContext } from './order-process.types.js';

/** Who acts, in the metadata of every event that the process causes. */
export const ORDER_PROCESS = 'order-process';

/** Answers that lead to instructions that lead to answers. More than this is a defect, not a long conversation. */
const MAX_DEPTH = 12;

/** What a list of instructions comes from. */
export interface Cause {
  readonly tenant: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly channel?: string;
  readonly traceparent?: string;
  /** What command ids of instructions without a key are derived from: the same cause gives the same ids. */
  readonly seed: string;
  /** Log position of the causing event, where one is. */
  readonly position?: bigint;
}

/** Instructions that concern many streams and need the index: done by somebody else. */
export type WideInstruction = Extract<
  Instruction,
  { readonly kind: 'retry-parked' | 'retry-parked-at' | 'reopen-node-work' }
>;
type StreamInstruction = Exclude<Instruction, WideInstruction>;

/** What instructions are carried out in: where they come from, and how deep in the conversation they are. */
interface Turn {
  readonly cause: Cause;
  readonly context: ReactContext;
  readonly depth: number;
}

/** Something that an answer asks for. */
interface FollowUp {
  readonly instruction: Instruction;
  readonly cause: Cause;
}

const UNCHANGED: InstructionAnswer = { outcome: 'unchanged', reason: 'there is nothing to source' };

/**
 * Carries out what the process asks for, with command ids that are the same however often it is asked, and follows up
 * on the answers. Streams are written side by side; instructions for one stream keep their order.
 */
export class InstructionRunner {
  constructor(
    private readonly runner: CommandRunner,
    private readonly sourcing: DemandSourcing,
    private readonly ids: Ids,
    private readonly wide: (
      instruction: WideInstruction,
      cause: Cause,
      context: ReactContext,
    ) => Promise<void>,
  ) {}

  /** Settles when all is done, answers included. @throws the first technical failure, after the others have settled */
  async run(
    instructions: readonly Instruction[],
    cause: Cause,
    context: ReactContext,
    depth = 0,
  ): Promise<void> {
    if (depth > MAX_DEPTH) throw new Error(`answers to ${cause.seed} lead to ever more instructions`);
    if (instructions.length === 0) return;
    const turn = { cause, context, depth };
    const groups = byTarget(instructions).map((group) => this.inOrder(group, turn));
    const claims = (await allOf(groups)).flat();
    if (claims.length === 0) return;
    // Sent in one go, and only now: what the order hears at the same time it writes at once.
    await allOf(claims.map((claim) => this.followUp([claim.instruction], { ...turn, cause: claim.cause })));
  }

  private async inOrder(group: readonly Placed[], turn: Turn): Promise<readonly FollowUp[]> {
    const claims: FollowUp[] = [];
    for (const { instruction, index } of group) claims.push(...(await this.one(instruction, index, turn)));
    return claims;
  }

  /** Sends one command and tells what became of it. */
  async send(instruction: StreamInstruction, commandId: string, cause: Cause): Promise<CommandResult | null> {
    const context = commandContext(instruction, commandId, cause);
    switch (instruction.kind) {
      case 'order':
        return this.runner.execute(orderDecider, instruction.command, context);
      case 'stock':
        return this.runner.execute(stockDecider, instruction.command, context);
      case 'fulfillment':
        return this.runner.execute(
          fulfillmentDecider,
          instruction.command,
          context,
          hintFor(instruction.command),
        );
      case 'source':
        return this.sourcing.run(cause.tenant, instruction.orderId, instruction.replaces, context);
    }
  }

  /** Carries out one instruction and what its answer asks for, but for what is to wait for the answers beside it. */
  private async one(instruction: Instruction, index: number, turn: Turn): Promise<readonly FollowUp[]> {
    const { cause, context } = turn;
    if (isWide(instruction)) {
      await this.wide(instruction, cause, context);
      return [];
    }
    const { key } = instruction;
    const commandId = this.ids.derived(
      key === undefined ? `${cause.seed}:${index}` : `${cause.tenant}:${key}`,
    );
    const result = (await this.send(instruction, commandId, cause)) ?? UNCHANGED;
    const next = answer(instruction, result, context);
    const followUps = { ...cause, seed: commandId };
    if (result.outcome === 'accepted') return next.map((each) => ({ instruction: each, cause: followUps }));
    await this.followUp(next, { ...turn, cause: followUps });
    return [];
  }

  private async followUp(
    instructions: readonly Instruction[],
    { cause, context, depth }: Turn,
  ): Promise<void> {
    await this.run(instructions, cause, context, depth + 1);
  }
}

/** The first failure of all, once everything has settled. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  const [only] = work;
  if (only !== undefined && work.length === 1) return [await only];
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** A release is the first event of its fulfillment, unless it is asked for twice. */
function hintFor({ type }: FulfillmentCommand): ExecuteOptions {
  return type === 'ReleaseFulfillment' ? { startsStream: true } : {};
}

function isWide(instruction: Instruction): instruction is WideInstruction {
  const { kind } = instruction;
  return kind === 'retry-parked' || kind === 'retry-parked-at' || kind === 'reopen-node-work';
}

function commandContext(instruction: StreamInstruction, commandId: string, cause: Cause): CommandContext {
  const { tenant, correlationId, causationId, channel, traceparent } = cause;
  const causedAt = causeOf(instruction, cause);
  return {
    tenant,
    commandId,
    correlationId,
    causationId,
    actor: ORDER_PROCESS,
    ...(causedAt === undefined ? {} : { causedAt }),
    ...(channel === undefined ? {} : { channel }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/**
 * How far back the command may have taken effect already. Without a key it is told apart by its cause alone: units that
 * are given back twice are units of somebody else. With a key it may be as old as its stream, whoever sends it now;
 * but for a claim on stock: a shelf's stream is long, and the shelf knows by itself who holds a claim.
 */
function causeOf({ key, kind }: StreamInstruction, { position }: Cause): bigint | undefined {
  if (key === undefined) return position;
  return kind === 'stock' ? undefined : BEFORE_ALL;
}

type Placed = { readonly instruction: Instruction; readonly index: number };

/** Instructions by the stream they write to, each with its place in the whole list. */
function byTarget(instructions: readonly Instruction[]): readonly (readonly Placed[])[] {
  const [only] = instructions;
  if (only !== undefined && instructions.length === 1) return [[{ instruction: only, index: 0 }]];
  const groups = new Map<string, Placed[]>();
  for (const [index, instruction] of instructions.entries()) {
    const target = targetOf(instruction);
    const group = groups.get(target);
    if (group === undefined) groups.set(target, [{ instruction, index }]);
    else group.push({ instruction, index });
  }
  return [...groups.values()];
}

function targetOf(instruction: Instruction): string {
  switch (instruction.kind) {
    case 'order':
      return `order:${instruction.command.data.orderId}`;
    case 'source':
      return `order:${instruction.orderId}`;
    case 'stock':
      return `stock:${stockIdOf(instruction.command.data.sku, instruction.command.data.nodeId)}`;
    case 'fulfillment':
      return `fulfillment:${instruction.command.data.fulfillmentId}`;
    case 'retry-parked':
    case 'retry-parked-at':
    case 'reopen-node-work':
      return instruction.kind;
  }
}
