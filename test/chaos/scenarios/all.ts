import { DISK_FULL } from './disk-full.js';
import { FROZEN } from './frozen.js';
import { KILL_POINTS } from './kill-points.js';
import { LINES } from './lines.js';
import { RANDOM_KILLS } from './random-kills.js';
import { REDIS_LOSS } from './redis-loss.js';
import type { Scenario } from './scenario.js';

/** In the order in which a run plays them. */
export const SCENARIOS: readonly Scenario[] = [
  ...KILL_POINTS,
  RANDOM_KILLS,
  LINES,
  REDIS_LOSS,
  DISK_FULL,
  FROZEN,
];
