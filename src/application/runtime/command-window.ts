import type { RememberedCommand } from '../ports/snapshot-store.js';

/**
 * The commands that took effect on one stream lately, by id. Filled from the log alone, so a new process knows what
 * the old one did. Bounded: the oldest is forgotten first, and it is known up to where.
 */
export class CommandWindow {
  private readonly commands = new Map<string, RememberedCommand>();
  /** Log position up to which commands may have been forgotten; null when all that ever were are here. */
  private forgottenUpTo: bigint | null = null;

  /** @param commands what was remembered before, oldest first */
  constructor(
    private readonly limit: number,
    commands: readonly RememberedCommand[] = [],
  ) {
    const [oldest] = commands;
    if (oldest !== undefined && oldest.firstRevision > 0n) this.forgottenUpTo = oldest.position;
    for (const command of commands) this.remember(command);
  }

  /** True when no command is forgotten that took effect later than `position`. */
  coversAfter(position: bigint): boolean {
    return this.forgottenUpTo === null || position >= this.forgottenUpTo;
  }

  find(commandId: string): RememberedCommand | undefined {
    return this.commands.get(commandId);
  }

  /** Takes in one more event of a command: several events of one command count once. */
  extend(event: Omit<RememberedCommand, 'firstRevision'>): void {
    const known = this.commands.get(event.commandId);
    this.remember({ ...event, firstRevision: known?.firstRevision ?? event.revision });
  }

  remember(command: RememberedCommand): void {
    this.commands.set(command.commandId, command);
    if (this.commands.size <= this.limit) return;
    const [oldest] = this.commands.values();
    if (oldest === undefined) return;
    this.commands.delete(oldest.commandId);
    this.forgottenUpTo = oldest.position;
  }

  /** Revision of the first event of the oldest command that is remembered. */
  get firstRevision(): bigint | undefined {
    const [oldest] = this.commands.values();
    return oldest?.firstRevision;
  }

  /** Oldest first. */
  entries(): readonly RememberedCommand[] {
    return [...this.commands.values()];
  }
}
