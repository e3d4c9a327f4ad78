/**
 * `live`: served and fed. `building`: fed until it is complete; readers get the one
 * before it, or are refused where there is none. `failed`: its fold threw, it stands still while
 * the others go on. `stopped`: the runner stopped, see the reason.
 */
export type ProjectionState = 'live' | 'building' | 'failed' | 'stopped';

/** How one projection stands in this process. */
export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  /** Empty when not known. */
  readonly generation: string;
  readonly state: ProjectionState;
  /** 20 digits; null when nothing has been written. */
  readonly position: string | null;
  readonly reason?: string;
}

/** What a rebuild did. */
export interface RebuildReport {
  readonly name: string;
  readonly generation: string;
  readonly position: string | null;
  readonly events: number;
  /** Keys whose content differed from the generation that was replaced; empty when the views were true to the log. */
  readonly differingKeys: readonly string[];
  readonly keys: number;
}
