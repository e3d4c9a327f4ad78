import {
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  PARK,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client';
import { type EmbeddedEventStore, startEmbedded } from '../src/index.js';
import { Histogram } from '../src/operations/histogram.js';
import { startHttpServer } from '../src/operations/http-server.js';
import { jsonLog } from '../src/operations/json-log.js';

const get = async (port: number | undefined, path: string, method = 'GET') => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  return { status: response.status, text: await response.text() };
};

describe('health', () => {
  it('is not ready once a commit has failed, though it lives', async () => {
    const source = { notReady: () => 'broken', metrics: () => '' };
    const server = await startHttpServer(source, { host: '127.0.0.1', port: 0 });
    expect(await get(server.port, '/health/ready')).toEqual({
      status: 503,
      text: '{"status":"not-ready","reason":"broken"}\n',
    });
    expect(await get(server.port, '/health/live')).toMatchObject({ status: 200 });
    expect(await get(server.port, '//')).toMatchObject({ status: 404 });
    expect(await get(server.port, '/metrics', 'POST')).toMatchObject({ status: 405 });
    await server.stop();
    await expect(get(server.port, '/health/live')).rejects.toThrow('fetch failed');
  });

  it('does not keep the server when its port is taken', async () => {
    const first = await startEmbedded({ inMemory: true, httpPort: 0 });
    await expect(startEmbedded({ inMemory: true, httpPort: first.httpPort ?? 0 })).rejects.toThrow(
      'EADDRINUSE',
    );
    await first.stop();
  });
});

describe('metrics', () => {
  let server: EmbeddedEventStore;
  let client: EventStoreDBClient;
  beforeAll(async () => {
    server = await startEmbedded({ inMemory: true, httpPort: 0 });
    client = EventStoreDBClient.connectionString(server.connectionString);
  });
  afterAll(async () => {
    await client.dispose();
    await server.stop();
  });

  it('count writes by outcome, events, commits and subscribers', async () => {
    const event = () => jsonEvent({ type: 'Happened', data: {} });
    await client.appendToStream('s', [event(), event(), event()]);
    await client.appendToStream('s', event());
    const wrong = client.appendToStream('s', event(), { expectedRevision: NO_STREAM });
    await expect(wrong).rejects.toMatchObject({ type: 'wrong-expected-version' });
    const subscription = client.subscribeToAll();
    await new Promise((resolve) => subscription.on('caughtUp', () => resolve(undefined)));
    const { text } = await get(server.httpPort, '/metrics');
    const lines = text.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'eventstore_writes_total{outcome="written"} 2',
        'eventstore_writes_total{outcome="wrong-revision"} 1',
        'eventstore_events_written_total 4',
        'eventstore_commit_seconds_count 2',
        'eventstore_group_writes_count 3',
        'eventstore_last_position 4',
        'eventstore_subscribers 1',
        'eventstore_subscriber_lag_events 0',
      ]),
    );
    await subscription.unsubscribe();
    // Every line is a comment or a name with a number.
    for (const line of lines) expect(line).toMatch(/^(?:# .*|[a-z_]+(?:\{[a-z]+="[^"]+"\})? [0-9.e+-]+|)$/);
  });

  it('tell of each group of persistent subscriptions, by stream and name', async () => {
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START });
    await client.appendToStream(
      'odd "name"',
      [1, 2, 3].map((n) => jsonEvent({ type: 'Happened', data: { n } })),
    );
    await client.createPersistentSubscriptionToStream('odd "name"', 'g', settings);
    const subscription = client.subscribeToPersistentSubscriptionToStream('odd "name"', 'g');
    let count = 0;
    for await (const event of subscription) {
      count += 1;
      if (count === 1) await subscription.ack(event);
      if (count === 2) await subscription.nack(PARK, 'no', event);
      if (count === 3) break;
    }
    const of = (name: string) =>
      `eventstore_persistent_sub_${name}{event_stream_id="odd \\"name\\"",group_name="g"}`;
    const expected = [
      `${of('items_processed')} 1`,
      `${of('connections')} 1`,
      `${of('in_flight_messages')} 1`,
      `${of('retry_messages')} 0`,
      `${of('parked_messages')} 1`,
      `${of('last_known_event_number')} 2`,
    ];
    let lines: string[] = [];
    while (!expected.every((line) => lines.includes(line))) {
      lines = (await get(server.httpPort, '/metrics')).text.split('\n');
    }
    expect(lines.filter((line) => line.includes('checkpointed_event_number{'))).toEqual([]);
    await subscription.unsubscribe();
  });
});

describe('histogram', () => {
  it('counts each value in its bucket and in those above', () => {
    const histogram = new Histogram('h', 'Help.', [1, 5]);
    for (const value of [1, 2, 5, 6]) histogram.observe(value);
    expect(histogram.render().split('\n').slice(2)).toEqual([
      'h_bucket{le="1"} 1',
      'h_bucket{le="5"} 3',
      'h_bucket{le="+Inf"} 4',
      'h_sum 14',
      'h_count 4',
    ]);
  });
});

describe('log', () => {
  it('is one JSON object a line, whatever is in it', () => {
    const lines: string[] = [];
    jsonLog(
      (line) => lines.push(line),
      () => new Date(0),
    )('warn', 'odd', { text: 'two\nlines "quoted"' });
    expect(lines).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"warn","event":"odd","text":"two\\nlines \\"quoted\\""}\n',
    ]);
  });
});
