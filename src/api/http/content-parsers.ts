import type { Readable } from 'node:stream';
import { problem } from '../errors/problem.js';
import { parseJson } from './json-body.js';

export const NDJSON = 'application/x-ndjson';

/** Greatest JSON body. */
export const MAX_BODY_BYTES = 1024 * 1024;

interface ParsedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly routeOptions?: { readonly url?: string | undefined };
}

type Done = (error: Error | null, body?: unknown) => void;

/** The part of a Fastify instance that knows content types. */
export interface ParserHost {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    type: string,
    options: { readonly parseAs: 'buffer'; readonly bodyLimit: number },
    parser: (request: ParsedRequest, body: Buffer, done: Done) => void,
  ): void;
  addContentTypeParser(
    type: string,
    parser: (request: ParsedRequest, body: Readable, done: Done) => void,
  ): void;
}

/** JSON everywhere, NDJSON as a stream on the routes that take it; every other type is refused with 415. */
export function registerContentParsers(host: ParserHost, streamRoutes: readonly string[]): void {
  host.removeAllContentTypeParsers();
  host.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
    (request, body, done) => {
      if (streamRoutes.includes(routeOf(request))) return done(wrongType(NDJSON));
      if (isEncoded(request)) return done(wrongEncoding());
      // A command without content is an empty one; whether that is enough, its route knows.
      if (body.length === 0) return done(null, undefined);
      try {
        return done(null, parseJson(body));
      } catch (error) {
        return done(error as Error);
      }
    },
  );
  host.addContentTypeParser(NDJSON, (request, body, done) => {
    if (isEncoded(request)) return done(wrongEncoding());
    if (streamRoutes.includes(routeOf(request))) return done(null, body);
    return done(wrongType('application/json'));
  });
}

function routeOf({ method, routeOptions }: ParsedRequest): string {
  return `${method} ${routeOptions?.url ?? ''}`;
}

/** Read as if it were plain, a compressed body would be called broken JSON, and one of many orders broken line by line. */
function isEncoded({ headers }: ParsedRequest): boolean {
  const encoding = headers['content-encoding'];
  return encoding !== undefined && encoding !== 'identity';
}

function wrongEncoding(): Error {
  return problem('UNSUPPORTED_MEDIA_TYPE', 'The body must be sent as it is, not compressed.', {
    errors: [{ field: 'Content-Encoding', rule: 'must be identity, or left out' }],
  });
}

/** A body of another type than the route takes. */
export function wrongType(wanted: string): Error {
  return problem('UNSUPPORTED_MEDIA_TYPE', `The content type of the body must be ${wanted}.`, {
    errors: [{ field: 'Content-Type', rule: `must be ${wanted}` }],
  });
}
