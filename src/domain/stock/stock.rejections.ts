/**
 * Why a stock command can be refused. Stable: callers match on these.
 * A reservation that cannot be had is no rejection but a fact, `StockReservationRefused`.
 */
export type StockRejection =
  /** A quantity that must be a whole number above zero is not. */
  | 'QUANTITY_NOT_POSITIVE'
  /** A quantity that must be a whole number, zero or more, is not. */
  | 'QUANTITY_NEGATIVE'
  /** A signed quantity is not a whole number. */
  | 'QUANTITY_NOT_WHOLE'
  /** Nothing was ever booked for this sku at this node. */
  | 'STOCK_UNKNOWN'
  /** The adjustment would take more units than are on hand. */
  | 'ADJUSTMENT_EXCEEDS_ON_HAND'
  /** More units damaged than there are undamaged ones. */
  | 'DAMAGE_EXCEEDS_ON_HAND'
  /** The count speaks of a time before the last count, or before what the stream remembers, or contradicts what has left since. */
  | 'COUNT_OUTDATED'
  /** The count speaks of a time to come. */
  | 'COUNT_IN_FUTURE';
