import type { EventLog } from '../log/event-log.js';
import { groupExists, groupFailed, groupNotFound } from '../protocol/persistent-errors.js';
import { dataOfRecord } from '../protocol/recorded-event.js';
import { Group } from './group.js';
import {
  ALL_STREAMS,
  type GroupConfig,
  type GroupFilter,
  type GroupSettings,
  groupId,
} from './group-settings.js';
import {
  appendOwn,
  CONFIG_STREAM,
  checkpointStream,
  deleteOwn,
  jsonEvent,
  parkedStream,
  setOwnMetadata,
} from './group-streams.js';

const CONFIG_TYPE = '$PersistentConfig';
const CONFIG_VERSION = 1;
const KEPT_CONFIGS = 2;

const BEYOND_THE_END =
  'Invalid Start From position: commit position must be less than or equal to the last commit position in the transaction file.';

/** Names a group, and says how it shall behave. */
export interface GroupDefinition {
  readonly streamName: string;
  readonly groupName: string;
  readonly settings: GroupSettings;
  readonly filter?: GroupFilter;
}

/** All groups of the server. What they are is kept in the log itself. */
export class GroupRegistry {
  readonly #log: EventLog;
  readonly #groups = new Map<string, Group>();
  /** Changes are made one after another: each writes the whole list. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(log: EventLog) {
    this.#log = log;
    this.#load();
  }

  /** @throws GroupError when there is none */
  get(streamName: string, groupName: string): Group {
    const group = this.#groups.get(groupId({ streamName, groupName }));
    if (group === undefined) throw groupNotFound({ streamName, groupName });
    return group;
  }

  /**
   * The groups of one stream, or all.
   *
   * @throws GroupError when the stream has none
   */
  list(streamName?: string): Group[] {
    const groups = [...this.#groups.values()];
    if (streamName === undefined) return groups;
    const found = groups.filter(({ config }) => config.streamName === streamName);
    if (found.length === 0) throw groupNotFound({ streamName, groupName: '' });
    return found;
  }

  /** @throws GroupError when the group is there already */
  create(definition: GroupDefinition): Promise<void> {
    return this.#change(async () => {
      const id = groupId(definition);
      this.#checkStart(definition);
      if (this.#groups.has(id)) throw groupExists(definition);
      await this.#log.prepare(definition.streamName);
      const config = { ...definition, startsAfter: this.#startOf(definition) };
      await this.#save([...this.#configs(), config]);
      this.#groups.set(id, new Group(this.#log, config));
    });
  }

  /**
   * Changes a group's settings; its subscribers are dropped, and it goes on from its checkpoint.
   *
   * @throws GroupError when there is no such group
   */
  update(definition: GroupDefinition): Promise<void> {
    const { streamName, groupName, settings } = definition;
    return this.#change(async () => {
      const old = this.get(streamName, groupName);
      this.#checkStart(definition);
      const changed = { ...old.config, settings };
      const startsAfter = this.#startOf(changed);
      const config = { ...changed, startsAfter };
      const configs = this.#configs().map((other) => (other === old.config ? config : other));
      await this.#save(configs);
      await old.close();
      this.#groups.set(groupId(config), new Group(this.#log, config));
    });
  }

  /**
   * Deletes a group with its checkpoint and what it parked.
   *
   * @throws GroupError when there is no such group
   */
  delete(streamName: string, groupName: string): Promise<void> {
    return this.#change(async () => {
      const group = this.get(streamName, groupName);
      await this.#save(this.#configs().filter((config) => config !== group.config));
      this.#groups.delete(groupId(group.config));
      await group.abandon();
      await deleteOwn(this.#log, checkpointStream(group.config));
      await deleteOwn(this.#log, parkedStream(group.config));
    });
  }

  /** Drops all subscribers and begins again from what is kept. */
  restart(): Promise<void> {
    return this.#change(async () => {
      await this.#closeAll();
      this.#load();
    });
  }

  /** Writes how far each group got. */
  stop(): Promise<void> {
    return this.#change(() => this.#closeAll());
  }

  async #closeAll(): Promise<void> {
    const groups = [...this.#groups.values()];
    this.#groups.clear();
    await Promise.all(groups.map((group) => group.close()));
  }

  #change(make: () => Promise<void>): Promise<void> {
    const change = this.#changes.then(make);
    this.#changes = change.catch(() => undefined);
    return change;
  }

  #configs(): GroupConfig[] {
    return [...this.#groups.values()].map(({ config }) => config);
  }

  /** A revision may be one that is still to come, a position may not. */
  #checkStart(definition: GroupDefinition): void {
    const { startFrom } = definition.settings;
    if (definition.streamName !== ALL_STREAMS || startFrom === 'end') return;
    if (startFrom > this.#log.lastPosition) throw groupFailed(definition, BEYOND_THE_END);
  }

  #startOf({ streamName, settings }: GroupDefinition): number {
    if (settings.startFrom !== 'end') return settings.startFrom - 1;
    return streamName === ALL_STREAMS ? this.#log.lastPosition : this.#log.headOf(streamName);
  }

  async #save(entries: readonly GroupConfig[]): Promise<void> {
    if (this.#log.view(CONFIG_STREAM).kind === 'unknown') {
      await setOwnMetadata(this.#log, CONFIG_STREAM, { $maxCount: KEPT_CONFIGS });
    }
    await appendOwn(this.#log, CONFIG_STREAM, jsonEvent(CONFIG_TYPE, { version: CONFIG_VERSION, entries }));
  }

  #load(): void {
    const view = this.#log.view(CONFIG_STREAM);
    if (view.kind !== 'readable') return;
    const [event] = this.#log.readStream(view.number, view.last, 'backwards', 1);
    if (event === undefined) return;
    const text = Buffer.from(dataOfRecord(event.record)).toString('utf8');
    const { entries } = JSON.parse(text) as { entries: readonly GroupConfig[] };
    for (const config of entries) this.#groups.set(groupId(config), new Group(this.#log, config));
  }
}
