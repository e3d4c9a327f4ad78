import type { Decider } from '../../src/domain/shared/decider.js';
import { accepted, rejected, unchanged } from '../../src/domain/shared/decision.js';

export type TallyCommand =
  | { readonly type: 'Add'; readonly data: { readonly id: string; readonly amount: number } }
  /** One event for each part. */
  | { readonly type: 'AddParts'; readonly data: { readonly id: string; readonly parts: readonly number[] } }
  | { readonly type: 'Throw'; readonly data: { readonly id: string } }
  /** Accepted, but its second event cannot be folded. */
  | { readonly type: 'AddUnfoldable'; readonly data: { readonly id: string } }
  | { readonly type: 'AddText'; readonly data: { readonly id: string; readonly text: string } };

export type TallyEvent =
  | { readonly type: 'Added'; readonly data: { readonly amount: number } }
  | { readonly type: 'Unfoldable'; readonly data: Record<never, never> }
  | { readonly type: 'TextAdded'; readonly data: { readonly text: string } };

export interface TallyState {
  readonly total: number;
  readonly events: number;
}

export const TALLY_LIMIT = 1_000_000;

/** The smallest aggregate that can say yes, no and "already so", and that can fail in every way a decider can. */
export const tallyDecider: Decider<TallyCommand, TallyEvent, TallyState> = {
  category: 'stock',
  initialState: Object.freeze({ total: 0, events: 0 }),
  decide(command, state) {
    switch (command.type) {
      case 'Add': {
        const { amount } = command.data;
        if (amount === 0) return unchanged('nothing to add');
        if (state.total + amount < 0) return rejected('BELOW_ZERO', `only ${state.total} to take`);
        return accepted({ type: 'Added', data: { amount } });
      }
      case 'AddParts':
        return accepted(
          ...command.data.parts.map((amount): TallyEvent => ({ type: 'Added', data: { amount } })),
        );
      case 'Throw':
        throw new Error('the decider has a defect');
      case 'AddUnfoldable':
        return accepted({ type: 'Added', data: { amount: 100 } }, { type: 'Unfoldable', data: {} });
      case 'AddText':
        return accepted({ type: 'TextAdded', data: { text: command.data.text } });
    }
  },
  evolve(state, event) {
    const events = state.events + 1;
    switch (event.type) {
      case 'Added':
        return Object.freeze({ total: state.total + event.data.amount, events });
      case 'TextAdded':
        return Object.freeze({ total: state.total, events });
      case 'Unfoldable':
        throw new Error('the fold has a defect');
    }
  },
  isTerminal: (state) => state.total >= TALLY_LIMIT,
  allowed: (state) => (state.total > 0 ? ['Add', 'AddParts'] : ['AddParts']),
  idOf: (command) => command.data.id,
};
