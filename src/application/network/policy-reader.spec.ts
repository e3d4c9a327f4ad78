import { RunnerFixture } from '../../../test/support/runner-fixture.js';
import { DEFAULT_POLICY } from '../../domain/policy/index.js';
import { SystemIds } from '../../infrastructure/system/system-ids.js';
import type { NetworkDirectory } from '../ports/network-directory.js';
import { EnsureDefaultPolicy } from './ensure-default-policy.js';
import { PolicyReader } from './policy-reader.js';

const EMPTY: NetworkDirectory = {
  nodes: () => [],
  node: () => null,
  hasHeardOf: () => false,
  activePolicy: () => null,
};

function readerOver(fixture: RunnerFixture, directory: NetworkDirectory): PolicyReader {
  const defaults = new EnsureDefaultPolicy(fixture.runner, fixture.clock, new SystemIds());
  return new PolicyReader(directory, defaults, fixture.runner);
}

describe('the active policy', () => {
  test('of a tenant that never had one is the default, active from then on', async () => {
    const fixture = new RunnerFixture();
    const reader = readerOver(fixture, EMPTY);
    expect(await reader.active('new')).toEqual({ scope: 'default', version: 1, policy: DEFAULT_POLICY });
  });

  test('is made once, however often and by however many it is asked for', async () => {
    const fixture = new RunnerFixture();
    const readers = [readerOver(fixture, EMPTY), readerOver(fixture, EMPTY)];
    const answers = await Promise.all([...readers, ...readers].map((reader) => reader.active('new')));
    expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([1]));
  });

  test('is what the directory knows, without a look at the log', async () => {
    const fixture = new RunnerFixture();
    const known = { scope: 'default', version: 7, policy: DEFAULT_POLICY };
    const reader = readerOver(fixture, { ...EMPTY, activePolicy: () => known });
    expect(await reader.active('main')).toBe(known);
  });
});
