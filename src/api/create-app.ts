import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { METRICS, type Metrics } from '../application/ports/metrics.js';
import type { HttpReply } from './http/http-types.js';
import { problemOfError, unreadable } from './errors/problem-of-error.js';
import { answerUnreadable } from './errors/unreadable-request.js';
import { ProblemFilter, sendProblem } from './errors/problem.filter.js';
import { MAX_BODY_BYTES, registerContentParsers } from './http/content-parsers.js';
import { DirectRoutes } from './http/direct-routes.js';
import { MAX_PARAM_LENGTH } from './http/params.dto.js';
import { RouteTable } from './http/route-table.js';
import { Views } from './http/views.js';
import { StrictValidationPipe } from './http/strict-validation.pipe.js';
import { EngineLogger, type LogSink } from './engine-logger.js';
import { serveOpenApi } from './openapi.js';
import { logRequest } from './request-log.js';

export interface AppOptions {
  /** A pino instance, or one that speaks like it. Without one nothing is logged. */
  readonly logger?: LogSink;
  /** Where request ids come from. */
  readonly requestId: () => string;
  /** Longest wait of `waitFor`, 5 seconds unless said otherwise. */
  readonly waitMs?: number;
  /** Serve the OpenAPI page under /docs; true unless said otherwise. */
  readonly docs?: boolean;
}

/** Time for a whole request; a bulk intake is the longest there is. */
const REQUEST_WITHIN_MS = 600_000;
const STREAM_ROUTES = ['POST /v1/orders/bulk'];
/** Sent with every answer. The API serves data, never pages; the docs page brings its own. */
const FIXED_HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const;

/** The HTTP application around a root module that imports ApiModule. Initialised, not listening. */
export async function createApp(
  root: Type | DynamicModule,
  options: AppOptions,
): Promise<NestFastifyApplication> {
  const adapter = createAdapter(options);
  const routes = new RouteTable();
  const instance = adapter.getInstance();
  registerContentParsers(instance, STREAM_ROUTES);
  instance.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  instance.addHook('onRequest', (_request, reply, done) => {
    reply.headers(FIXED_HEADERS);
    done();
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bodyParser: false,
    logger: new EngineLogger(options.logger),
  });
  const metrics = app.get<Metrics>(METRICS, { strict: false });
  instance.addHook('onResponse', (request, reply, done) => {
    logRequest(request, reply, metrics, options.logger);
    done();
  });
  if (options.waitMs !== undefined) app.get(Views, { strict: false }).maxWaitMs = options.waitMs;
  const [pipe, filter] = [new StrictValidationPipe(), new ProblemFilter(routes)];
  app.useGlobalPipes(pipe);
  app.useGlobalFilters(filter);
  adapter.serveFor(app, pipe, filter);
  if (options.docs !== false) serveOpenApi(app);
  await app.init();
  await instance.ready();
  return app;
}

function createAdapter({ requestId }: AppOptions): DirectRoutes {
  return new DirectRoutes({
    // The engine writes its own line, see logRequest.
    logger: false,
    genReqId: () => requestId(),
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: false },
    requestTimeout: REQUEST_WITHIN_MS,
    clientErrorHandler: answerUnreadable,
    // What the router refuses never gets as far as the filter.
    frameworkErrors: (error: Error, _request: unknown, reply: unknown) => {
      sendProblem(reply as HttpReply, problemOfError(error) ?? unreadable());
    },
    multipart: false,
  });
}
