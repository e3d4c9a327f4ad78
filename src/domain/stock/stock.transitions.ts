import { alreadySo, forbids, leadsTo, type TransitionTable } from '../shared/transition-table.js';
import type { StockCommand } from './stock.commands.js';
import type { StockRejection } from './stock.rejections.js';
import type { StockStatus } from './stock.state.js';

const tracks = leadsTo<StockStatus>('tracked');
const unknown = forbids('STOCK_UNKNOWN');

/** Status × command. Stock is never finished, so no row is terminal. */
export const STOCK_TRANSITIONS: TransitionTable<StockStatus, StockCommand['type'], StockRejection> = {
  untracked: {
    ReceiveStock: tracks,
    AdjustStock: tracks,
    CountStock: tracks,
    DamageStock: unknown,
    DefineSafetyStock: tracks,
    // Asked for where there is nothing: refused as an event, so that the order hears it.
    ReserveStock: tracks,
    CommitReservation: alreadySo('nothing was ever reserved here'),
    ConsumeReservation: unknown,
    // A release that overtakes its reservation must be remembered even here.
    ReleaseReservation: tracks,
  },
  tracked: {
    ReceiveStock: tracks,
    AdjustStock: tracks,
    CountStock: tracks,
    DamageStock: tracks,
    DefineSafetyStock: tracks,
    ReserveStock: tracks,
    CommitReservation: tracks,
    ConsumeReservation: tracks,
    ReleaseReservation: tracks,
  },
};
