import type { RememberedCommand } from '../ports/snapshot-store.js';

/**
 * The commands that took effect on one stream lately, by id. Filled from the log alone, so a new process knows what
 * the old one did. Bounded: the oldest is forgotten first.
 */
export class CommandWindow {
  private readonly commands = new Map<string, RememberedCommand>();

  constructor(
    private readonly limit: number,
    commands: readonly RememberedCommand[] = [],
  ) {
    for (const command of commands) this.remember(command);
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
    const oldest = this.commands.keys().next();
    if (!oldest.done) this.commands.delete(oldest.value);
  }

  /** Oldest first. */
  entries(): readonly RememberedCommand[] {
    return [...this.commands.values()];
  }
}
