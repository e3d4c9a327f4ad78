import type { StreamCategory } from '../../domain/shared/stream-names.js';

/** All of them: the views then have a position for every event, and waiting for any position ends. */
export const ALL_CATEGORIES: readonly StreamCategory[] = ['order', 'stock', 'fulfillment', 'node', 'policy'];
