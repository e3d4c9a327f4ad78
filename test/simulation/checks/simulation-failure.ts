/** A promise that does not hold. */
export class SimulationFailure extends Error {
  constructor(
    /** Names the check, so that two failures of one kind can be told from two kinds. */
    readonly check: string,
    detail: string,
    readonly stream?: string,
  ) {
    super(`${check}: ${detail}`);
    this.name = 'SimulationFailure';
  }
}
