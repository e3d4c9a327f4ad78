/** Why an order refuses a command. Stable: callers and the order process match on these. */
export type OrderRejectionCode =
  /** Nothing was placed under this id. */
  | 'ORDER_UNKNOWN'
  /** The id is taken by an order that says something else. */
  | 'ORDER_ALREADY_PLACED'
  /** The order has ended. */
  | 'ORDER_TERMINAL'
  /** A hold is on: nothing is sourced. */
  | 'ORDER_HELD'
  /** The customer cancelled the whole order; only the answers of the nodes are awaited. */
  | 'ORDER_CANCELLING'
  /** The id of the order is not `{channel}~{externalId}`. */
  | 'ORDER_ID_MISMATCH'
  /** The order names no line. */
  | 'LINES_MISSING'
  /** Two lines have the same id. */
  | 'LINE_DUPLICATED'
  /** The order has no such line. */
  | 'LINE_UNKNOWN'
  /** A quantity is not a whole number above zero. */
  | 'QUANTITY_INVALID'
  /** A price is not a whole number of minor units, zero or more. */
  | 'PRICE_INVALID'
  /** The lines are priced in more than one currency. */
  | 'CURRENCY_MIXED'
  /** A pickup order names no node. */
  | 'PICKUP_NODE_MISSING'
  /** More units than can still be cancelled. */
  | 'QUANTITY_EXCEEDS_OPEN'
  /** Every unit has left for the customer or is cancelled already. */
  | 'NOTHING_TO_CANCEL'
  /** The sourcing run was made for demand that has changed since. Source anew. */
  | 'STALE_SOURCING'
  /** The sourcing run does not account for every unit of the demand, or names what the order does not have. */
  | 'SOURCING_INCONSISTENT'
  /** The order has no such fulfillment. */
  | 'FULFILLMENT_UNKNOWN'
  /** The goods are picked or gone: another node cannot take over. */
  | 'FULFILLMENT_TOO_FAR'
  /** The order does not want this claim on stock (any more): give it back. */
  | 'RESERVATION_NOT_WANTED'
  /** A progress report lacks what its step needs; the detail names it. */
  | 'PROGRESS_INCOMPLETE';
