import { type DynamicModule, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CLOCK } from '../application/ports/clock.js';
import { EVENT_STORE } from '../application/ports/event-store.js';
import { IDS } from '../application/ports/ids.js';
import { METRICS } from '../application/ports/metrics.js';
import { NETWORK_DIRECTORY } from '../application/ports/network-directory.js';
import { PARKED_WORK } from '../application/ports/parked-work.js';
import { PERSON_VAULT } from '../application/ports/person-vault.js';
import { ApiModule } from './api.module.js';

@Module({})
class NoPortsModule {}

@Module({})
class DocumentModule {}

const PORTS = [CLOCK, EVENT_STORE, IDS, METRICS, NETWORK_DIRECTORY, PARKED_WORK, PERSON_VAULT];

/** The routes with nothing behind them: enough to write the OpenAPI document, without a store. Close it after use. */
export async function createDocumentApp(): Promise<INestApplication> {
  const ports: DynamicModule = {
    module: NoPortsModule,
    global: true,
    providers: PORTS.map((provide) => ({ provide, useValue: {} })),
    exports: PORTS,
  };
  const root: DynamicModule = { module: DocumentModule, imports: [ports, ApiModule] };
  return NestFactory.create(root, new FastifyAdapter(), { logger: false });
}
