import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { CLOCK } from '../../src/application/ports/clock.js';
import { EVENT_STORE } from '../../src/application/ports/event-store.js';
import { NETWORK_DIRECTORY } from '../../src/application/ports/network-directory.js';
import { formatPosition } from '../../src/application/ports/position.js';
import { VIEW_STORE } from '../../src/application/ports/view-store.js';
import type { MemoryViewStore } from '../../src/infrastructure/memory/memory-view-store.js';
import { ProjectionsModule } from '../../src/projections/projections.module.js';
import type { Page } from '../../src/projections/shared/answer.view.js';
import { FakeClock } from './fake-clock.js';
import { OrderWorld } from './order-world.js';
import { ScriptedLog } from './scripted-log.js';

/** A history of everything that can happen to orders. */
export const world = new OrderWorld(34).runUntil(3_000);
/** A second tenant without any node: whatever is ordered there has to wait. */
export const waiting = new OrderWorld(35, 'second', []).runUntil(600);
const EVENTS = [
  ...world.log,
  ...waiting.log.map((event) => ({
    ...event,
    position: event.position + (world.log.at(-1)?.position ?? 0n),
  })),
];
export const LAST = formatPosition(EVENTS.at(-1)?.position ?? 0n);
export const profile = {
  name: 'A node',
  nodeType: 'warehouse' as const,
  country: 'DE',
  coordinates: { latitude: 52.52, longitude: 13.4 },
  methods: ['ship' as const],
  servesCountries: [],
  servesRegions: [],
  capacity: 9,
  shippingCost: { baseMinor: 400, perHundredKmMinor: 20, currency: 'EUR' },
};
const network = {
  nodes: () => [
    { nodeId: 'berlin', profile, suspended: false },
    { nodeId: 'nowhere', profile: { ...profile, region: 'North' }, suspended: true },
  ],
};
export const clock = new FakeClock('2026-03-02T00:00:00.000Z');

/** The module of the views over that history, as one process has it. */
export async function boot(store: MemoryViewStore, run: boolean): Promise<TestingModule> {
  const ports = [
    { provide: EVENT_STORE, useValue: new ScriptedLog().add(EVENTS) },
    { provide: VIEW_STORE, useValue: store },
    { provide: CLOCK, useValue: clock },
    { provide: NETWORK_DIRECTORY, useValue: network },
  ];
  @Global()
  @Module({ providers: ports, exports: ports })
  class Ports {}
  const module = await Test.createTestingModule({ imports: [Ports, ProjectionsModule.register({ run })] })
    .setLogger({ log() {}, warn() {}, error() {} })
    .compile();
  return module.init();
}

/** All items of a list, page by page. */
export async function all<T>(
  page: (cursor: string | undefined) => Promise<{ readonly value: Page<T> }>,
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const { value } = await page(cursor);
    items.push(...value.items);
    if (value.nextCursor === null) return items;
    cursor = value.nextCursor;
  }
}
