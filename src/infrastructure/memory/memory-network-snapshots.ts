import type { NetworkSnapshot, NetworkSnapshots } from '../../application/ports/network-snapshots.js';

/** Twin of the snapshots in the log. Keeps text, as a store outside the process does. */
export class MemoryNetworkSnapshots implements NetworkSnapshots {
  private kept: { readonly position: string; readonly text: string } | null = null;

  async load(): Promise<NetworkSnapshot | null> {
    await Promise.resolve();
    return this.kept === null ? null : (JSON.parse(this.kept.text) as NetworkSnapshot);
  }

  async save(snapshot: NetworkSnapshot): Promise<void> {
    await Promise.resolve();
    const { position } = snapshot;
    if (this.kept === null || this.kept.position < position) {
      this.kept = { position, text: JSON.stringify(snapshot) };
    }
  }
}
