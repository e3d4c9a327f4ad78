import { Simulation } from '../simulation.js';
import { CANARY, COMMAND_PLANTS } from './command.plants.js';
import type { Plant } from './plant.js';
import { PORT_PLANTS } from './port.plants.js';

export const PLANTS: readonly Plant[] = [CANARY, ...COMMAND_PLANTS, ...PORT_PLANTS];

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
