import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, pino } from 'pino';
import 'reflect-metadata';
import { createApp } from './api/create-app.js';
import type { LogSink } from './api/engine-logger.js';
import { stopAccepting } from './api/http/stop-accepting.js';
import { BulkIntake } from './api/orders/order-bulk.js';
import { AppModule } from './app.module.js';
import { METRICS } from './application/ports/metrics.js';
import { DescriptorSink, writerOf } from './infrastructure/logging/descriptor-sink.js';
import { leftBehind, publishAddress, withdrawAddress } from './infrastructure/process/engine-address.js';
import type { EngineConfig } from './infrastructure/config/engine-config.js';
import type { PrometheusMetrics } from './infrastructure/metrics/prometheus-metrics.js';
import { answerFigures } from './infrastructure/process/figures-channel.js';
import {
  type RunningSagas,
  SagasNotStarted,
  startSagasProcess,
} from './infrastructure/process/sagas-process.js';
import type { StopSignals } from './infrastructure/process/stop-signals.js';
import { SystemIds } from './infrastructure/system/system-ids.js';
import { outliveReaders, say, tellDefects } from './infrastructure/logging/last-words.js';
import { LogOutput } from './infrastructure/logging/log-output.js';
import { type OpenPorts, openPorts } from './open-ports.js';
import type { OwnServers } from './infrastructure/process/own-servers.js';
import { requestLines } from './infrastructure/logging/request-lines.js';

/** Shutting down stops accepting, finishes what is in flight, and closes what was opened, in that order. */
class Shutdown {
  private begun = false;

  constructor(
    private readonly config: EngineConfig,
    private readonly logger: Logger,
    private readonly app: NestFastifyApplication,
    private readonly ports: OpenPorts,
    private readonly sagas: RunningSagas | null,
  ) {}

  /** Only the first call counts: a second signal does not shorten the first one's work. */
  async begin(reason: string, exitCode: number): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    this.logger.info(`stopping: ${reason}`);
    const limit = setTimeout(() => {
      this.logger.error(`not done after ${this.config.timings.drainWithinMs} ms; stopping anyway`);
      process.exit(exitCode === 0 ? 1 : exitCode);
    }, this.config.timings.drainWithinMs);
    try {
      // Requests that are under way get their answer while everything behind them still runs; half of the time at most.
      this.app.get(BulkIntake, { strict: false }).stop();
      await stopAccepting(this.app.getHttpServer(), this.config.timings.drainWithinMs / 2);
      await this.sagas?.stop();
      await this.app.close();
      withdrawAddress(this.config.dataDir);
      await this.ports.close();
      this.logger.info('stopped');
    } catch (error) {
      this.logger.error(error, 'stopping failed');
      exitCode = exitCode === 0 ? 1 : exitCode;
    }
    clearTimeout(limit);
    process.exit(exitCode);
  }
}

/** Lines go out together and beside the thread. What still waits at the end is written before the process goes. */
function createLogger({ logLevel }: EngineConfig): {
  readonly logger: Logger;
  readonly sink: LogSink;
  readonly output: LogOutput;
} {
  const output = new LogOutput(new DescriptorSink(writerOf(1)));
  process.on('exit', () => output.flushSync());
  const logger = pino({ level: logLevel, base: null }, output);
  const sink = {
    info: logger.info.bind(logger),
    warn: logger.warn.bind(logger),
    error: logger.error.bind(logger),
    debug: logger.debug.bind(logger),
    request: requestLines(logger, output),
  };
  return { logger, sink, output };
}

/**
 * Runs the engine until it is told to stop.
 * @throws EventStoreNotStarted, RedisNotStarted, RedisInUse, SagasNotStarted
 */
export async function runEngine(
  config: EngineConfig,
  servers: OwnServers,
  signals: StopSignals,
): Promise<void> {
  outliveReaders();
  const { logger, sink, output } = createLogger(config);
  tellDefects(logger);
  for (const warning of config.warnings) logger.warn(warning);
  let onDeath = (): void => process.exit(1);
  const ports = await openPorts(config, logger, servers, (sentence) => {
    logger.fatal(sentence);
    onDeath();
  });
  const ids = new SystemIds();
  const app = await createApp(AppModule.over(ports, ownPart(config)), {
    logger: sink,
    requestId: () => ids.random(),
  });
  const sagas = await sagasApart(config, ports, output, (sentence) => {
    logger.fatal(sentence);
    onDeath();
  });
  const metrics = app.get<PrometheusMetrics>(METRICS, { strict: false });
  if (sagas !== null) metrics.include('sagas', () => sagas.figures());
  if (config.exitWithParent) answerFigures(process, () => metrics.figures());
  const shutdown = new Shutdown(config, logger, app, ports, sagas);
  onDeath = () => void shutdown.begin('a part of the engine is gone', 1);
  signals.become((signal) => void shutdown.begin(signal, 0));
  if (config.exitWithParent) {
    process.stdin.resume().once('close', () => void shutdown.begin('the engine that started it is gone', 1));
  }
  if (config.roles.includes('api')) await app.listen(config.port, config.host);
  const url = config.roles.includes('api') ? (await app.getUrl()).replace('[::1]', 'localhost') : null;
  const left = leftBehind(config.dataDir);
  if (left !== null) {
    logger.warn(
      `the engine before this one (process ${left}) did not stop in order: killed, out of memory, or a defect`,
    );
  }
  publishAddress(config.dataDir, { url, eventStore: ports.eventStoreUrl, pid: process.pid });
  report(config, ports, url);
}

/** What this process itself does. */
function ownPart(config: EngineConfig): EngineConfig {
  if (config.processes === 1) return config;
  return { ...config, roles: config.roles.filter((role) => role !== 'sagas') };
}

/** The sagas beside this process, where it is told to split; else null. @throws SagasNotStarted */
async function sagasApart(
  { processes, dataDir, timings }: EngineConfig,
  { forOthers: { eventStoreUrl, redisUrl } }: OpenPorts,
  output: LogOutput,
  onDeath: (sentence: string) => void,
): Promise<RunningSagas | null> {
  if (processes === 1) return null;
  if (redisUrl === null) throw new SagasNotStarted('two processes need a Redis to share, and there is none');
  const program = fileURLToPath(new URL('main.js', import.meta.url));
  const { drainWithinMs } = timings;
  const onLine = (line: string): void => output.write(`${line}\n`);
  return startSagasProcess({ program, dataDir, eventStoreUrl, redisUrl, drainWithinMs, onLine, onDeath });
}

function report(config: EngineConfig, ports: OpenPorts, url: string | null): void {
  const log = ports.embedded ? `embedded event store, data under ${config.dataDir}` : ports.eventStoreUrl;
  const lines = [
    `Wayfill is running (${config.roles.join(', ')}).`,
    ...(config.processes === 1 ? [] : ['  processes      two: the sagas have one of their own']),
    `  log            ${log}`,
    `  views          kept in ${ports.viewsKeptIn}`,
    ...(url === null
      ? []
      : [
          `  API            ${url}/v1`,
          `  documentation  ${url}/docs`,
          `  health         ${url}/health/ready`,
        ]),
    'Ctrl-C stops it.',
  ];
  say(`${lines.join('\n')}\n`);
}
