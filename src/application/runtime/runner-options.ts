import type { StreamCategory } from '../../domain/shared/stream-names.js';

/** When a category keeps snapshots. */
export interface SnapshotRule {
  /** Raise it whenever the shape or the meaning of the state changes: older snapshots are then ignored. */
  readonly stateVersion: number;
  /** A new snapshot after so many events. */
  readonly everyEvents: number;
}

/** Limits and habits of the runner. */
export interface RunnerOptions {
  /** Folded streams kept in memory; the one that was used longest ago goes first. */
  readonly maxCachedStreams: number;
  /** Command ids remembered for each stream. A repeat that comes later than this is not recognised. */
  readonly rememberedCommands: number;
  readonly maxCommandsPerWrite: number;
  readonly maxEventsPerWrite: number;
  /** Bytes of one write, metadata included. The real server refuses appends above 1 MiB. */
  readonly maxBytesPerWrite: number;
  readonly maxEventsPerDecision: number;
  readonly maxBytesPerEvent: number;
  /** Commands that may wait for one stream; more are turned away with StreamBusy. */
  readonly maxWaitingPerStream: number;
  /** Lost races after which a command gives up. */
  readonly maxConflicts: number;
  /** Tries to settle a write whose answer was lost. */
  readonly maxSettleAttempts: number;
  /** Upper bound of the first pause after a conflict or a lost answer; it doubles each time. */
  readonly retryBaseMs: number;
  /** The observer hears of a stream each time another so many events are in it. */
  readonly longStreamEvents: number;
  readonly snapshots: Readonly<Partial<Record<StreamCategory, SnapshotRule>>>;
  /** A number from 0 to 1 that spreads the pauses of competing writers. */
  readonly jitter: () => number;
}

export const DEFAULT_RUNNER_OPTIONS: RunnerOptions = {
  maxCachedStreams: 20_000,
  rememberedCommands: 500,
  maxCommandsPerWrite: 500,
  maxEventsPerWrite: 1_000,
  maxBytesPerWrite: 900 * 1024,
  maxEventsPerDecision: 100,
  maxBytesPerEvent: 256 * 1024,
  maxWaitingPerStream: 20_000,
  maxConflicts: 5,
  maxSettleAttempts: 6,
  retryBaseMs: 10,
  longStreamEvents: 20_000,
  snapshots: {},
  jitter: Math.random,
};

/** Hears what the runner does, for metrics and alarms. Every part is optional; none may throw. */
export interface RunnerObserver {
  written?(stream: string, commands: number, events: number): void;
  conflict?(stream: string, conflicts: number): void;
  outcomeUnknown?(stream: string): void;
  longStream?(stream: string, events: bigint): void;
  snapshotFailed?(stream: string, error: unknown): void;
}
