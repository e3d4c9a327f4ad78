import type { LoggerService } from '@nestjs/common';

/** The part of pino that is used. */
interface NestSink {
  info(line: object, message?: string): void;
  warn(line: object, message?: string): void;
  error(line: object, message?: string): void;
  debug(line: object, message?: string): void;
}

/** Where the API's lines go. */
export interface LogSink extends NestSink {
  /** The line of one request; its fields as JSON without the braces. */
  request(fields: string): void;
}

/** Nest's own words in the engine's log: one JSON line each. Without a sink they are dropped. */
export class EngineLogger implements LoggerService {
  constructor(private readonly sink: NestSink | undefined) {}

  log(message: unknown, ...rest: readonly unknown[]): void {
    // What Nest tells about its start is of interest to its developers only.
    this.sink?.debug(lineOf(message, rest), textOf(message));
  }

  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.sink?.warn(lineOf(message, rest), textOf(message));
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    this.sink?.error(lineOf(message, rest), textOf(message));
  }
}

/** Nest passes the context last, and a stack before it. */
function lineOf(message: unknown, rest: readonly unknown[]): object {
  const texts = rest.filter((part): part is string => typeof part === 'string');
  const [context, stack] = [texts.at(-1), texts.length > 1 ? texts[0] : undefined];
  const fields =
    typeof message === 'object' && message !== null && !(message instanceof Error) ? message : {};
  const cause = message instanceof Error ? { stack: message.stack } : {};
  return { context, ...(stack === undefined ? {} : { stack }), ...cause, ...fields };
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.message;
  return typeof message === 'string' ? message : 'engine';
}
