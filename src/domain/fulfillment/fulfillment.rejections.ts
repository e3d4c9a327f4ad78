/** Why a fulfillment command can be refused. Stable: callers match on these. */
export type FulfillmentRejection =
  /** Nothing was ever released under this id. */
  | 'FULFILLMENT_UNKNOWN'
  /** The centre took the work back; nobody is to go on with it. */
  | 'FULFILLMENT_WITHDRAWN'
  /** The fulfillment has ended another way. */
  | 'FULFILLMENT_CLOSED'
  | 'FULFILLMENT_NOT_ACCEPTED'
  | 'FULFILLMENT_NOT_PICKED'
  | 'FULFILLMENT_NOT_SHIPPED'
  | 'FULFILLMENT_NOT_READY_FOR_PICKUP'
  /** A step of shipping on a pickup, or the other way round. */
  | 'METHOD_MISMATCH'
  /** The goods are picked: what cannot be sent on is short or damaged, no longer declined. */
  | 'REJECTION_TOO_LATE'
  /** The goods are too far gone to give them back for this purpose. */
  | 'WITHDRAWAL_TOO_LATE'
  /** A line that the fulfillment never had. */
  | 'LINE_UNKNOWN'
  /** More picked than asked for. */
  | 'PICK_EXCEEDS_ORDERED'
  /** More units named than the fulfillment still has of the line. */
  | 'QUANTITY_EXCEEDS_OPEN'
  /** A quantity is not a whole number, zero or more. */
  | 'QUANTITY_NEGATIVE'
  /** A quantity is not a whole number above zero. */
  | 'QUANTITY_NOT_POSITIVE'
  /** A list of lines that must name at least one is empty. */
  | 'LINES_EMPTY';
