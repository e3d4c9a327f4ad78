import { DISK_FULL } from './disk-full.js';
import { FROZEN } from './frozen.js';
import { KILL_POINTS } from './kill-points.js';
import { LINES } from './lines.js';
import { NOTICES_DELIVERY } from './notices.js';
import { RANDOM_KILLS } from './random-kills.js';
import { REDIS_LOSS } from './redis-loss.js';
import { SAGAS_APART } from './sagas-apart.js';
import type { Scenario } from './scenario.js';
import { TWO_ENGINES } from './two-engines.js';

/** In the order in which a run begins them. */
export const SCENARIOS: readonly Scenario[] = [
  ...KILL_POINTS,
  RANDOM_KILLS,
  TWO_ENGINES,
  SAGAS_APART,
  LINES,
  NOTICES_DELIVERY,
  REDIS_LOSS,
  DISK_FULL,
  FROZEN,
];
