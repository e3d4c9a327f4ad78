import type { DemandReopened, ParkedDemandRetried } from '../../domain/order/index.js';

/** Why units had to be sourced again, for people. */
export const REOPENED: Readonly<Record<DemandReopened['data']['cause'], string>> = {
  'reservation-refused': 'the stock was gone when it was to be reserved',
  rejected: 'the node declined',
  'short-pick': 'the node could not find everything',
  'acceptance-timeout': 'the node did not accept in time',
  'node-suspended': 'the node was suspended',
  'count-below-reserved': 'less stock is there than was reserved',
  'damaged-in-carriage': 'it was damaged on the way',
  'lost-in-carriage': 'it was lost on the way',
  manual: 'someone asked for it',
};

/** Why demand that waited is tried again, for people. */
export const RETRIED: Readonly<Record<ParkedDemandRetried['data']['cause'], string>> = {
  'stock-arrived': 'stock has arrived',
  deadline: 'its waiting time is over',
  manual: 'someone asked for it',
};
