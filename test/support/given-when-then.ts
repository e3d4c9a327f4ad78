import type { Decider, Message } from '../../src/domain/shared/decider.js';

/** Freezes a value and everything in it, so that a rule that writes to its input fails its test. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** The state that a history leads to. Every state on the way is frozen. */
export function fold<C extends Message, E extends Message, S>(
  decider: Decider<C, E, S>,
  history: readonly E[],
): S {
  return history.reduce(
    (state, event) => deepFreeze(decider.evolve(state, deepFreeze(event))),
    deepFreeze(decider.initialState),
  );
}

/** Given a history, when a command comes: the decision. Inputs are frozen. */
export function decisionOn<C extends Message, E extends Message, S, Code extends string>(
  decider: Decider<C, E, S, Code>,
  history: readonly E[],
  command: C,
): ReturnType<Decider<C, E, S, Code>['decide']> {
  return decider.decide(deepFreeze(command), fold(decider, history));
}
