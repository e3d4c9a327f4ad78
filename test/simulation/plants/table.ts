import { Simulation } from '../simulation.js';
import { CANARY, COMMAND_PLANTS } from './command.plants.js';
import { VIEW_PLANTS } from './view.plants.js';
import type { Plant } from './plant.js';
import { DECISION_PLANTS } from './decision.plants.js';
import { PERSON_PLANTS } from './person.plants.js';
import { PORT_PLANTS } from './port.plants.js';

/** A run in which nothing is checked must not pass for one in which nothing was found. */
export const SLEEPER: Plant = { name: 'the sleeper: nothing is checked', unwatched: true };

export const PLANTS: readonly Plant[] = [
  CANARY,
  SLEEPER,
  ...COMMAND_PLANTS,
  ...DECISION_PLANTS,
  ...PERSON_PLANTS,
  ...PORT_PLANTS,
  ...VIEW_PLANTS,
];

export interface Finding {
  readonly plant: string;
  /** Runs until one failed; null when none did. */
  readonly seeds: number | null;
  readonly steps: number;
  /** The check that failed. */
  readonly check: string;
}

/** Runs seeds until one of them finds the planted defect. */
export async function huntFor(plant: Plant, first: number, seeds: number, steps: number): Promise<Finding> {
  let taken = 0;
  for (let tried = 1; tried <= seeds; tried += 1) {
    const { failure, steps: own } = await new Simulation({ seed: first + tried - 1, steps, plant }).run();
    taken += own;
    if (failure !== null) return { plant: plant.name, seeds: tried, steps: taken, check: failure.check };
  }
  return { plant: plant.name, seeds: null, steps: taken, check: 'NOT FOUND' };
}
