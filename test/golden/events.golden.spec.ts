import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EventCodec } from '../../src/infrastructure/eventstore/codec/event-codec.js';
import { LATEST_WIRE_NAMES, WIRE_NAMES } from '../../src/infrastructure/eventstore/codec/wire-registry.js';
import { ALL_SAMPLES, EARLIER_SAMPLES, METADATA_SAMPLE } from '../support/event-samples/all.samples.js';

/**
 * What is written stays readable: each wire version has a frozen sample of how it stands in the log. A golden file is
 * never changed to make a test pass; a changed shape is a new version with an upcaster.
 */
const folder = join(__dirname, 'events');
const codec = new EventCodec(WIRE_NAMES);
const metadataFile = join(__dirname, 'event-metadata.json');

interface Golden {
  readonly type: string;
  readonly data: unknown;
}

function goldenOf(wireName: string): Golden {
  const file = join(folder, `${wireName}.json`);
  if (!existsSync(file)) throw new Error(`the golden file of ${wireName} is missing: ${expectedText(wireName)}`);
  return JSON.parse(readFileSync(file, 'utf8')) as Golden;
}

/** What the golden file of a new version would hold: printed, so that a person can judge and keep it. */
function expectedText(wireName: string): string {
  const type = wireName.slice(0, wireName.lastIndexOf('.v')) as keyof typeof ALL_SAMPLES;
  return JSON.stringify({ type: wireName, data: ALL_SAMPLES[type].data }, null, 2);
}

describe('every wire version', () => {
  it('has a golden file, and no golden file is without a version', () => {
    const files = readdirSync(folder).map((name) => name.replace(/\.json$/, ''));

    expect(files.sort()).toEqual(WIRE_NAMES.names());
  });

  it.each(WIRE_NAMES.names())('%s is read in the latest shape', (wireName) => {
    const golden = goldenOf(wireName);
    const metadata: unknown = JSON.parse(readFileSync(metadataFile, 'utf8'));

    const decoded = codec.decode({
      ...golden,
      id: 'id',
      stream: 'stock-main:a@b',
      revision: 0n,
      position: 1n,
      metadata,
    });

    const latest = ALL_SAMPLES[decoded.event.type as keyof typeof ALL_SAMPLES];
    expect(decoded.event).toEqual(EARLIER_SAMPLES[wireName] ?? latest);
    expect(decoded.metadata).toEqual(METADATA_SAMPLE);
    expect(golden.type).toBe(wireName);
  });
});

describe('every event', () => {
  it.each(Object.entries(LATEST_WIRE_NAMES))('%s is written as its golden file %s', (type, wireName) => {
    const event = ALL_SAMPLES[type as keyof typeof ALL_SAMPLES];

    const written = codec.encode({ eventId: 'id', event, metadata: METADATA_SAMPLE });

    const golden = goldenOf(wireName);
    expect(JSON.stringify({ type: written.type, data: written.data })).toBe(JSON.stringify(golden));
  });

  it('is written with its metadata as in the golden file', () => {
    const event = ALL_SAMPLES.OrderHeld;
    const { metadata } = codec.encode({ eventId: 'id', event, metadata: METADATA_SAMPLE });

    expect(metadata).toEqual(JSON.parse(readFileSync(metadataFile, 'utf8')));
  });
});
