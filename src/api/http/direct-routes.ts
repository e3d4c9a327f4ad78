import type { ExceptionFilter, ExecutionContext, PipeTransform, Type } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { contextOf, type Reader, readersOf, type Served } from './direct-parameters.js';
import type { HttpReply } from './http-types.js';

/** A handler that may be called without what Nest puts around it. */
interface DirectRoute {
  readonly type: Type;
  readonly method: string;
  readonly status: number;
}

type Handler = (request: Served, reply: HttpReply) => void;
type Method = (...args: readonly unknown[]) => unknown;

const DIRECT = 'wayfill:direct';
/** What may be written down at a handler or its class. Anything else asks for something that only Nest does. */
const PLAIN_KEY =
  /^(?:wayfill:direct|path|method|__httpCode__|__controller__|self:paramtypes|design:.*|swagger\/.*)$/;

/** The handler wants nothing but its parameters and the one pipe: {@link DirectRoutes}. */
export function Direct(status: number): MethodDecorator {
  return (prototype, method, descriptor) => {
    const route = { type: prototype.constructor, method, status };
    Reflect.defineMetadata(DIRECT, route, descriptor.value as object);
  };
}

/**
 * Hands routes that are marked with {@link Direct} to Fastify as they are. Nest puts ten promises around a handler, for
 * guards, interceptors and pipes that may wait; a read out of a view then spends more on being called than on its answer.
 * Parameters are read and checked by the same decorators, the same pipe and the same filter, in the same order. As soon
 * as there is a guard, an interceptor, another pipe or filter, or any decorator that is not known here, for all routes
 * or for one, Nest serves as ever.
 */
export class DirectRoutes extends FastifyAdapter {
  /** `GET /v1/availability`: the routes that Nest does not stand before. */
  readonly served: string[] = [];
  private directly: (route: DirectRoute) => Handler | null = () => null;

  /** To be called before the routes are registered, with the enhancers that all routes have. */
  serveFor(app: NestFastifyApplication, pipe: PipeTransform, filter: ExceptionFilter): void {
    this.directly = (route) => {
      const readers = readersOf(route, pipe);
      if (readers === null || !hasOnly(app, pipe, filter) || !isPlain(route)) return null;
      const controller = app.get<Record<string, Method>>(route.type, { strict: false });
      const call = controller[route.method]?.bind(controller);
      return call === undefined ? null : handlerOf(call, readers, route.status, filter);
    };
  }

  override get(...args: unknown[]): ReturnType<FastifyAdapter['get']> {
    return super.get(...this.withDirect('GET', args));
  }

  override post(...args: unknown[]): ReturnType<FastifyAdapter['post']> {
    return super.post(...this.withDirect('POST', args));
  }

  /** Nest carries what is written down at a method over to the handler that it has made of it. */
  private withDirect(method: string, args: unknown[]): unknown[] {
    const handler = args.at(-1);
    if (typeof handler !== 'function') return args;
    const route = Reflect.getMetadata(DIRECT, handler) as DirectRoute | undefined;
    const direct = route === undefined ? null : this.directly(route);
    if (direct === null) return args;
    this.served.push(`${method} ${String(args[0])}`);
    return [...args.slice(0, -1), direct];
  }
}

/** Answers nothing itself: what it waits for, sends. */
function handlerOf(
  call: Method,
  readers: readonly Reader[],
  status: number,
  filter: ExceptionFilter,
): Handler {
  const refuse = filter.catch.bind(filter) as (error: unknown, context: ExecutionContext) => void;
  return (request, reply) => {
    const fail = (error: unknown): void => refuse(error, contextOf(request, reply));
    const send = (answer: unknown): void => {
      try {
        reply.send(answer);
      } catch (error) {
        fail(error);
      }
    };
    try {
      reply.status(status);
      const args: unknown[] = [];
      for (const { index, read } of readers) args[index] = read(request, reply);
      const answer = call(...args);
      if (answer instanceof Promise) answer.then(send, fail);
      else send(answer);
    } catch (error) {
      fail(error);
    }
  };
}

/** True when nothing else than these stands around all routes. Also false when Nest no longer says. */
function hasOnly(app: NestFastifyApplication, pipe: PipeTransform, filter: ExceptionFilter): boolean {
  const { config } = app as unknown as { readonly config?: ApplicationConfig };
  if (config === undefined) return false;
  const others = [
    config.getGlobalGuards(),
    config.getGlobalRequestGuards(),
    config.getGlobalInterceptors(),
    config.getGlobalRequestInterceptors(),
    config.getGlobalRequestPipes(),
    config.getGlobalRequestFilters(),
    config.getGlobalPipes().filter((each) => each !== pipe),
    config.getGlobalFilters().filter((each) => each !== filter),
  ];
  return others.every(({ length }) => length === 0);
}

function isPlain({ type, method }: DirectRoute): boolean {
  const handler = (type.prototype as Record<string, object>)[method] as object;
  return [type, handler].every((target) =>
    Reflect.getMetadataKeys(target).every(
      (key) => PLAIN_KEY.test(String(key)) || Reflect.getMetadata(key, target) === undefined,
    ),
  );
}
