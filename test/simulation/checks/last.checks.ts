import { ALL_CATEGORIES } from '../../../src/projections/runtime/categories.js';
import type { Fleet } from '../fleet.js';
import type { Kernel } from '../kernel/kernel.js';
import type { People } from '../people.js';
import type { LogLines } from '../ports/log-lines.js';
import { checkDeadlines } from './deadlines.check.js';
import { checkDirectory } from './directory.check.js';
import { checkAtRest } from './final.checks.js';
import type { Lookout } from './lookout.js';
import { checkNotices } from './notices.check.js';
import { checkPersons } from './persons.check.js';
import type { Truth } from './truth.js';
import { checkViews } from './views.check.js';
import { checkViewsTellTheTruth } from './views-truth.check.js';

/** All of a run that can be looked at. */
export interface Scene {
  readonly kernel: Kernel;
  readonly truth: Truth;
  readonly people: People;
  readonly fleet: Fleet;
  readonly lines: LogLines;
  readonly lookout: Lookout;
}

/**
 * What must hold once everything has come to rest.
 *
 * @param mustAllEnd nobody has stopped anything, and there was enough for all
 * @throws SimulationFailure for what does not hold, and when somebody has not looked
 */
export async function lookAtAll(scene: Scene, mustAllEnd: boolean): Promise<void> {
  const { lookout, truth, fleet, kernel, people } = scene;
  await lookout.look('deadlines', () => checkDeadlines(truth, kernel.clock.now()));
  await lookout.look('rest', () => checkAtRest(truth, mustAllEnd));
  for (const engine of fleet.engines) {
    if (engine.isUp) await lookout.look('directory', () => checkDirectory(truth, engine.network));
  }
  await lookout.look('notices', () => checkNotices(truth.log, fleet.mailbox.received));
  const elsewhere = { ...fleet.kept, lines: scene.lines.written };
  await lookout.look('persons', () => checkPersons(people, fleet.vault, elsewhere));
  await lookout.look('views as replayed', () => checkViews(fleet.log, fleet.liveViews));
  await lookout.look('views as folded', () => checkViewsTellTheTruth(truth, fleet.liveViews));
  let written = 0;
  for await (const _ of fleet.log.readAll({ after: null, categories: ALL_CATEGORIES })) written += 1;
  lookout.assertAwake(truth.judged, written);
}
