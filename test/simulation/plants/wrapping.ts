import type { CommandContext } from '../../../src/application/runtime/command-context.js';
import type { CommandResult } from '../../../src/application/runtime/command-result.js';
import type { CommandRunner } from '../../../src/application/runtime/command-runner.js';
import type { Decider, Message } from '../../../src/domain/shared/decider.js';

type AnyDecider = Decider<Message, Message, unknown>;
type Execute = (command: Message, context: CommandContext) => Promise<CommandResult>;

/** The same object with some methods in other words. */
export function altered<T extends object>(target: T, changes: Partial<T>): T {
  return new Proxy(target, {
    get(inner, name) {
      const change = Reflect.get(changes, name) as unknown;
      if (change !== undefined) return change;
      const value = Reflect.get(inner, name) as unknown;
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
    },
  });
}

/** A runner in which commands go another way. `next` runs a command as it would be. */
export function alteredCommands(
  change: (command: Message, context: CommandContext, next: Execute) => Promise<CommandResult>,
): (runner: CommandRunner) => CommandRunner {
  return (runner) => {
    const execute = ((decider, command, context, options) =>
      change(command, context, (other, otherContext) =>
        runner.execute(decider as never, other as never, otherContext, options),
      )) as CommandRunner['execute'];
    return altered(runner, { execute });
  };
}

/** A runner in which one command is never carried out, and is answered as if there was nothing to do. */
export function droppedCommands(
  isDropped: (command: Message) => boolean,
): (runner: CommandRunner) => CommandRunner {
  return alteredCommands(async (command, context, next) =>
    isDropped(command)
      ? { outcome: 'unchanged', stream: '', revision: null, reason: 'a planted defect' }
      : next(command, context),
  );
}

/** A runner whose deciders of one category decide on a state that is not the real one. */
export function alteredView(
  category: string,
  seen: (state: never, command: Message) => unknown,
): (runner: CommandRunner) => CommandRunner {
  return alteredDecisions(category, (command, state, decide) =>
    decide(command, seen(state as never, command)),
  );
}

type Decide = AnyDecider['decide'];

/** A runner whose deciders of one category decide otherwise. */
export function alteredDecisions(
  category: string,
  otherwise: (command: Message, state: unknown, decide: Decide) => ReturnType<Decide>,
): (runner: CommandRunner) => CommandRunner {
  const changed = new Map<unknown, AnyDecider>();
  const change = (decider: AnyDecider): AnyDecider => {
    if (decider.category !== category) return decider;
    const known = changed.get(decider);
    if (known !== undefined) return known;
    const made: AnyDecider = {
      ...decider,
      decide: (command, state) => otherwise(command, state, (...args) => decider.decide(...args)),
    };
    changed.set(decider, made);
    return made;
  };
  return (runner) =>
    altered(runner, {
      execute: (decider, command, context, options) =>
        runner.execute(change(decider as unknown as AnyDecider) as never, command as never, context, options),
      load: (decider, tenant, id, options) =>
        runner.load(change(decider as unknown as AnyDecider) as never, tenant, id, options),
    });
}

/** A runner that reads states which are not the real ones; what is decided, is decided on the real ones. */
export function alteredReading(
  category: string,
  seen: (state: never) => unknown,
): (runner: CommandRunner) => CommandRunner {
  return (runner) => {
    const load = (async (decider, tenant, id, options) => {
      const loaded = await runner.load(decider, tenant, id, options);
      return decider.category === category ? { ...loaded, state: seen(loaded.state as never) } : loaded;
    }) as CommandRunner['load'];
    return altered(runner, { load });
  };
}

/** A runner whose deciders of one category say something else in some of their events. */
export function alteredEvents(
  category: string,
  change: (event: Message) => readonly Message[],
): (runner: CommandRunner) => CommandRunner {
  return alteredDecisions(category, (command, state, decide) => {
    const decision = decide(command, state);
    if (decision.outcome !== 'accepted') return decision;
    return { ...decision, events: decision.events.flatMap(change) as unknown as typeof decision.events };
  });
}

/** The data of a command, whatever it is. */
export function dataOf(command: Message): Record<string, unknown> {
  return command.data as Record<string, unknown>;
}
