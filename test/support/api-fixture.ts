import 'reflect-metadata';
import { type CanActivate, type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from '../../src/api/api.module.js';
import { createApp } from '../../src/api/create-app.js';
import type { DirectRoutes } from '../../src/api/http/direct-routes.js';
import { ApplicationModule } from '../../src/application/application.module.js';
import { CLOCK } from '../../src/application/ports/clock.js';
import { EVENT_STORE } from '../../src/application/ports/event-store.js';
import { IDS } from '../../src/application/ports/ids.js';
import { METRICS } from '../../src/application/ports/metrics.js';
import { NETWORK_DIRECTORY, type NetworkDirectory } from '../../src/application/ports/network-directory.js';
import { PARKED_WORK, type ParkedEvent } from '../../src/application/ports/parked-work.js';
import { PERSON_VAULT, type Person, type PersonClaim } from '../../src/application/ports/person-vault.js';
import { VIEW_STORE } from '../../src/application/ports/view-store.js';
import { QueriesModule } from '../../src/application/queries/queries.module.js';
import { MemoryEventStore } from '../../src/infrastructure/memory/memory-event-store.js';
import { MemoryPersonVault } from '../../src/infrastructure/memory/memory-person-vault.js';
import { MemoryViewStore } from '../../src/infrastructure/memory/memory-view-store.js';
import { PrometheusMetrics } from '../../src/infrastructure/metrics/prometheus-metrics.js';
import { SystemClock } from '../../src/infrastructure/system/system-clock.js';
import { SystemIds } from '../../src/infrastructure/system/system-ids.js';
import { ProjectionsModule } from '../../src/projections/projections.module.js';
import { FaultyEventStore } from './faulty-event-store.js';

/** What an answer holds: tests read it as any HTTP client would, by its documented shape. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

/** One answer, as a client sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  readonly body: Json;
}

/** Lines that the engine logged. */
export interface LogLine {
  readonly level: string;
  readonly line: object;
  readonly message: string | undefined;
}

/** The whole HTTP side over memory twins, without sagas: what is parked or sourced, nobody works off. */
export class ApiFixture {
  readonly vault = new CountingVault();
  readonly parked: ParkedEvent[] = [];
  readonly replays: string[] = [];
  readonly logged: LogLine[] = [];
  network: NetworkDirectory = {
    nodes: () => [],
    node: () => null,
    hasHeardOf: () => false,
    activePolicy: () => null,
  };
  private app: NestFastifyApplication | undefined;

  /** @param store that of another fixture, to be a second process on the same log */
  constructor(
    readonly store: FaultyEventStore = new FaultyEventStore(new MemoryEventStore()),
    private readonly options: {
      readonly waitMs?: number;
      readonly guard?: CanActivate;
      /** Views that another fixture feeds. */
      readonly views?: MemoryViewStore;
    } = {},
  ) {}

  /** @param feedViews false: views that never come up, as when the process that feeds them is down */
  async start({ feedViews }: { readonly feedViews: boolean } = { feedViews: true }): Promise<void> {
    const ids = new SystemIds();
    this.app = await createApp(this.rootModule(ids, feedViews), {
      requestId: () => ids.random(),
      logger: this.sink(),
      ...this.options,
    });
  }

  async stop(): Promise<void> {
    await this.app?.close();
  }

  get application(): NestFastifyApplication {
    if (this.app === undefined) throw new Error('not started');
    return this.app;
  }

  /** `GET /v1/availability`: the routes that Nest does not stand before. */
  servedDirectly(): readonly string[] {
    return (this.application.getHttpAdapter() as unknown as DirectRoutes).served;
  }

  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('GET', url, undefined, headers);
  }

  /** Sends an object as JSON, a text as it is. */
  post(url: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('POST', url, body, headers);
  }

  async send(
    method: string,
    url: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const payload =
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const type = payload === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await this.application.inject({
      method: method as 'GET',
      url,
      headers: { ...type, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson =
      /json/.test(String(answer.headers['content-type'])) &&
      !/ndjson/.test(String(answer.headers['content-type']));
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: isJson && answer.body !== '' ? JSON.parse(answer.body) : undefined,
    };
  }

  /** Every event of the log as JSON: two equal texts are two equal logs. */
  async log(): Promise<readonly string[]> {
    const events: string[] = [];
    const categories = ['order', 'stock', 'fulfillment', 'node', 'policy', 'notice'] as const;
    for await (const { position: _position, revision, ...event } of this.store.readAll({
      after: null,
      categories,
    })) {
      events.push(JSON.stringify({ ...event, revision: revision.toString() }));
    }
    return events;
  }

  private rootModule(ids: SystemIds, feedViews: boolean): DynamicModule {
    const ports: DynamicModule = {
      module: PortsModule,
      global: true,
      providers: [
        { provide: EVENT_STORE, useValue: this.store },
        { provide: CLOCK, useValue: new SystemClock() },
        { provide: IDS, useValue: ids },
        { provide: PERSON_VAULT, useValue: this.vault },
        { provide: VIEW_STORE, useValue: this.options.views ?? new MemoryViewStore() },
        { provide: METRICS, useValue: new PrometheusMetrics({ processFigures: false }) },
        {
          provide: NETWORK_DIRECTORY,
          useValue: {
            nodes: (tenant) => this.network.nodes(tenant),
            node: (tenant, nodeId) => this.network.node(tenant, nodeId),
            hasHeardOf: (tenant, nodeId, revision) => this.network.hasHeardOf(tenant, nodeId, revision),
            activePolicy: (tenant) => this.network.activePolicy(tenant),
          } satisfies NetworkDirectory,
        },
        { provide: PARKED_WORK, useValue: this.parkedWork() },
      ],
      exports: [EVENT_STORE, CLOCK, IDS, PERSON_VAULT, VIEW_STORE, METRICS, NETWORK_DIRECTORY, PARKED_WORK],
    };
    const application: DynamicModule = { ...ApplicationModule.over(ports), global: true };
    const { guard } = this.options;
    return {
      module: RootModule,
      providers: guard === undefined ? [] : [{ provide: APP_GUARD, useValue: guard }],
      imports: [ports, application, QueriesModule, ProjectionsModule.register({ run: feedViews }), ApiModule],
    };
  }

  private parkedWork(): object {
    return {
      list: async (consumer: string) => this.parked.filter((event) => event.consumer === consumer),
      replay: async (consumer: string, id: string) => {
        const isParked = this.parked.some((event) => event.consumer === consumer && event.id === id);
        if (isParked) this.replays.push(id);
        return isParked;
      },
    };
  }

  private sink(): never {
    const add = (level: string) => (line: object, message?: string) =>
      void this.logged.push({ level, line, message });
    const sink = {
      level: 'debug',
      trace: add('trace'),
      debug: add('debug'),
      info: add('info'),
      warn: add('warn'),
      error: add('error'),
      fatal: add('fatal'),
      request: (fields: string) => add('info')(JSON.parse(`{${fields}}`) as object, 'request'),
      silent: () => undefined,
      child: () => sink,
    };
    return sink as never;
  }
}

/** Knows how many persons it keeps. */
class CountingVault extends MemoryPersonVault {
  private readonly kept = new Set<string>();

  get size(): number {
    return this.kept.size;
  }

  override async put(tenant: string, reference: string, person: Person, claim?: PersonClaim): Promise<void> {
    await super.put(tenant, reference, person, claim);
    this.kept.add(`${tenant} ${reference}`);
  }

  override async erase(tenant: string, reference: string): Promise<boolean> {
    this.kept.delete(`${tenant} ${reference}`);
    return super.erase(tenant, reference);
  }
}

@Module({})
class PortsModule {}

@Module({})
class RootModule {}

/** A valid order; every call of a test gives it another external id. */
export function orderBody(externalId: string, changes: object = {}): Record<string, unknown> {
  return {
    externalId,
    channel: 'web',
    customerRef: 'CG-12520',
    method: 'ship',
    promise: { service: 'standard', promisedBy: '2026-03-05T18:00:00Z' },
    destination: {
      country: 'US',
      region: 'KY',
      city: 'Henderson',
      postalCode: '42420',
      coordinates: { latitude: 37.83615, longitude: -87.59 },
    },
    lines: [
      {
        lineId: '1',
        sku: 'FUR-BO-10001798',
        quantity: 2,
        unitPrice: { amountMinor: 13098, currency: 'USD' },
      },
      {
        lineId: '2',
        sku: 'FUR-CH-10000454',
        quantity: 3,
        unitPrice: { amountMinor: 24398, currency: 'USD' },
      },
    ],
    ...changes,
  };
}

/** A valid node. */
export function nodeBody(nodeId: string, changes: object = {}): Record<string, unknown> {
  return {
    nodeId,
    name: 'Louisville',
    nodeType: 'warehouse',
    country: 'US',
    coordinates: { latitude: 38.18, longitude: -85.74 },
    methods: ['ship'],
    servesCountries: ['US'],
    servesRegions: [],
    shippingCost: { baseMinor: 450, perHundredKmMinor: 18, currency: 'USD' },
    ...changes,
  };
}
