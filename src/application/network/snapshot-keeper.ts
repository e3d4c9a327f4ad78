import type { Clock } from '../ports/clock.js';
import type { NetworkSnapshot, NetworkSnapshots } from '../ports/network-snapshots.js';
import { parsePosition } from '../ports/position.js';

/** How often it is asked whether the log has gone on far enough for another snapshot. */
export const SNAPSHOT_INTERVAL_MS = 60_000;
/** Positions: a start looks through so much of the log in a moment. */
export const WORTH_A_SNAPSHOT = 10_000n;

/**
 * Puts the network aside from time to time, and at the end. A snapshot that is not to be had, or cannot be saved, costs
 * a longer start and nothing else: trouble is told, and work goes on.
 */
export class SnapshotKeeper {
  private savedAt = 0n;
  private takeBack: () => void = () => undefined;
  private saving: Promise<void> = Promise.resolve();

  /**
   * @param version of the state that this code folds
   * @param take the network as it is now, or null while nothing has been read
   */
  constructor(
    private readonly snapshots: NetworkSnapshots,
    private readonly clock: Clock,
    private readonly version: number,
    private readonly take: () => NetworkSnapshot | null,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  async restored(): Promise<NetworkSnapshot | null> {
    try {
      const snapshot = await this.snapshots.load();
      if (snapshot?.version !== this.version) return null;
      this.savedAt = parsePosition(snapshot.position);
      return snapshot;
    } catch (error) {
      this.onTrouble(error);
      return null;
    }
  }

  /** Saves now, if it is worth it, and looks again at every interval. */
  begin(): void {
    this.takeBack();
    this.takeBack = this.clock.schedule(SNAPSHOT_INTERVAL_MS, () => this.begin());
    this.saving = this.saving.then(() => this.save());
  }

  /** Saves once more, if it is worth it. */
  async end(): Promise<void> {
    this.takeBack();
    await this.saving.then(() => this.save());
  }

  private async save(): Promise<void> {
    try {
      const snapshot = this.take();
      if (snapshot === null) return;
      const position = parsePosition(snapshot.position);
      if (position - this.savedAt < WORTH_A_SNAPSHOT) return;
      await this.snapshots.save(snapshot);
      this.savedAt = position;
    } catch (error) {
      this.onTrouble(error);
    }
  }
}
