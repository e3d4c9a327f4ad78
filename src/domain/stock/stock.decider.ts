import type { Decider } from '../shared/decider.js';
import { stockIdOf } from '../shared/stream-names.js';
import { allowedCommands } from '../shared/transition-table.js';
import type { StockCommand } from './stock.commands.js';
import { decideStock } from './stock.decide.js';
import type { StockEvent } from './stock.events.js';
import { evolveStock } from './stock.evolve.js';
import type { StockRejection } from './stock.rejections.js';
import { INITIAL_STOCK, type StockState } from './stock.state.js';
import { STOCK_TRANSITIONS } from './stock.transitions.js';

/** Stock of one sku at one node: the last word on whether units can be promised. */
export const stockDecider: Decider<StockCommand, StockEvent, StockState, StockRejection> = {
  category: 'stock',
  initialState: INITIAL_STOCK,
  decide: decideStock,
  evolve: evolveStock,
  isTerminal: () => false,
  allowed: (state) => allowedCommands(STOCK_TRANSITIONS[state.status]),
  idOf: (command) => stockIdOf(command.data.sku, command.data.nodeId),
};
