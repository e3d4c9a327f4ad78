import type { Decision } from './decision.js';
import type { StreamCategory } from './stream-names.js';

/** A command or event: a type name and its plain JSON data. */
export interface Message<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** An aggregate: pure rules over a folded state. */
export interface Decider<
  Command extends Message,
  Event extends Message,
  State,
  Code extends string = string,
> {
  readonly category: StreamCategory;
  readonly initialState: State;
  /** The rules. Pure: time, ids and prices come in the command. */
  decide(command: Command, state: State): Decision<Event, Code>;
  /** The fold. Total: no rule, no throw, no clock. */
  evolve(state: State, event: Event): State;
  /** True when no command can change the aggregate any more. */
  isTerminal(state: State): boolean;
  /** The command types that the status × command table allows now; shown to callers on a state conflict. */
  allowed(state: State): readonly Command['type'][];
  /** The id part of the stream that a command is for. */
  idOf(command: Command): string;
}

/** Fails to compile when a switch does not handle every member of a union. */
export function assertNever(value: never): never {
  throw new Error(`unhandled: ${JSON.stringify(value)}`);
}
