import type { ArgumentMetadata, ExecutionContext, PipeTransform, Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { HttpReply, HttpRequest } from './http-types.js';

export type Served = HttpRequest & {
  readonly query: unknown;
  readonly params: unknown;
  readonly body: unknown;
};
type Read = (request: Served, reply: HttpReply) => unknown;

/** Reads one parameter of a handler. */
export interface Reader {
  readonly index: number;
  readonly read: Read;
  /** What decorators of this layer make; such a refusal is told before that of a pipe. */
  readonly isCustom: boolean;
}

/** How Nest writes down one parameter of a handler. */
interface ParamRecord {
  readonly index: number;
  readonly data?: unknown;
  readonly factory?: (data: unknown, context: ExecutionContext) => unknown;
  readonly pipes?: readonly unknown[];
}

/** Reads the parameters of a handler in the order in which Nest does; null when there is one of another kind. */
export function readersOf(
  { type, method }: { readonly type: Type; readonly method: string },
  pipe: PipeTransform,
): readonly Reader[] | null {
  const records = (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, method) ?? {}) as Record<
    string,
    ParamRecord
  >;
  const types = (Reflect.getMetadata('design:paramtypes', type.prototype as object, method) ?? []) as Type[];
  const readers: Reader[] = [];
  for (const [key, record] of Object.entries(records)) {
    const { index, factory } = record;
    const read = readerOf(key, record, types[index], pipe);
    if (read === null) return null;
    readers.push({ index, read, isCustom: factory !== undefined });
  }
  if (readers.length !== types.length) return null;
  return readers.sort((a, b) => Number(b.isCustom) - Number(a.isCustom));
}

const SOURCES: ReadonlyMap<number, readonly [ArgumentMetadata['type'], (request: Served) => unknown]> =
  new Map([
    [RouteParamtypes.QUERY, ['query', ({ query }: Served) => query]],
    [RouteParamtypes.PARAM, ['param', ({ params }: Served) => params]],
    [RouteParamtypes.BODY, ['body', ({ body }: Served) => body]],
  ]);

function readerOf(
  key: string,
  { data, factory, pipes = [] }: ParamRecord,
  metatype: Type | undefined,
  pipe: PipeTransform,
): Read | null {
  if (pipes.length > 0) return null;
  if (factory !== undefined) return (request, reply) => factory(data, contextOf(request, reply));
  const [type, valueOf] = SOURCES.get(Number(key.split(':')[0])) ?? [];
  if (type === undefined || valueOf === undefined || data !== undefined || metatype === undefined)
    return null;
  const about = { type, metatype };
  return (request) => pipe.transform(valueOf(request), about);
}

/** As much of Nest's context as the decorators and the filter of this layer ask for. */
export function contextOf(request: Served, reply: HttpReply): ExecutionContext {
  const http = { getRequest: () => request, getResponse: () => reply };
  return { switchToHttp: () => http } as unknown as ExecutionContext;
}
