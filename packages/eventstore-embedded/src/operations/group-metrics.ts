import type { Group } from '../persistent/group.js';

interface GroupMetric {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  /** Undefined when the group has none. */
  readonly of: (group: Group) => number | undefined;
}

const notNegative = (value: number): number | undefined => (value < 0 ? undefined : value);

/** Of the names and labels that the real server gives them. */
const METRICS: readonly GroupMetric[] = [
  {
    type: 'counter',
    name: 'items_processed',
    help: 'Events that subscribers have answered.',
    of: ({ measurements }) => measurements.total,
  },
  {
    type: 'gauge',
    name: 'connections',
    help: 'Subscribers of the group.',
    of: ({ consumers }) => consumers.length,
  },
  {
    type: 'gauge',
    name: 'in_flight_messages',
    help: 'Events that were sent and not answered.',
    of: ({ state }) => state.outstanding,
  },
  {
    type: 'gauge',
    name: 'retry_messages',
    help: 'Events that wait to be sent again.',
    of: ({ state }) => state.retries,
  },
  {
    type: 'gauge',
    name: 'parked_messages',
    help: 'Events that were given up and wait for a replay.',
    of: ({ state }) => state.parked,
  },
  {
    type: 'gauge',
    name: 'last_known_event_number',
    help: 'Last event of the stream: its revision, or its position among all.',
    of: ({ state }) => notNegative(state.head),
  },
  {
    type: 'gauge',
    name: 'checkpointed_event_number',
    help: 'Event up to which the group goes on after a crash.',
    of: ({ state }) => state.checkpoint,
  },
];

/** The figures of the groups of persistent subscriptions, in the text format of Prometheus. */
export function renderGroups(groups: readonly Group[]): string {
  if (groups.length === 0) return '';
  const lines = METRICS.flatMap(({ type, name, help, of }) => {
    const full = `eventstore_persistent_sub_${name}`;
    const samples = groups.flatMap((group) => {
      const value = of(group);
      return value === undefined ? [] : [`${full}{${labelsOf(group)}} ${value}`];
    });
    return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...samples];
  });
  return `${lines.join('\n')}\n`;
}

function labelsOf({ config }: Group): string {
  return `event_stream_id="${escaped(config.streamName)}",group_name="${escaped(config.groupName)}"`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
