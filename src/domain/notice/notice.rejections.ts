/** Why the notices of an order refuse a command. */
export type NoticeRejectionCode =
  /** The order has no such notice. */
  | 'NOTICE_NOT_FOUND'
  /** The receiver has it: it is not sent again. */
  | 'NOTICE_ALREADY_DELIVERED';
