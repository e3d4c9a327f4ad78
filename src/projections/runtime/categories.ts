import type { StreamCategory } from '../../domain/shared/stream-names.js';

/** All of them: the views then have a position for every event, and waiting for the position of any command ends. */
export const ALL_CATEGORIES: readonly StreamCategory[] = [
  'order',
  'stock',
  'fulfillment',
  'node',
  'policy',
  'notice',
];
