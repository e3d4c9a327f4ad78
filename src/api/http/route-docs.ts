import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { StreamCategory } from '../../domain/shared/stream-names.js';
import { type ProblemCode, PROBLEMS } from '../errors/problem-catalogue.js';
import { ProblemDto } from '../errors/problem.dto.js';
import { problemType } from '../errors/problem.js';
import { rejectionCodes } from '../errors/rejection-catalogue.js';
import { Direct } from './direct-routes.js';

type Answer = new () => object;

interface RouteDocs {
  readonly summary: string;
  readonly description?: string;
  /** Success status. */
  readonly status?: 200 | 201 | 202;
  readonly answer: Answer;
}

const TENANT = {
  name: 'X-Wayfill-Tenant',
  required: false,
  description: 'The tenant; `main` when left out.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,32}$', default: 'main' },
};
const CORRELATION = {
  name: 'X-Correlation-Id',
  required: false,
  description:
    'Found again on every event that the request sets in motion. Without it, the trace id of `traceparent`.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9._~:/-]{1,128}$' },
};
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description:
    'The same key and body take effect once and get the same answer; another body is refused with 422.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', minLength: 1, maxLength: 255 },
};
const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The ETag that the caller has seen; refused with 412 when the resource has changed since.',
  schema: { type: 'string', example: '"3"' },
};
const ETAG = {
  ETag: { description: 'Revision of the resource.', schema: { type: 'string' as const, example: '"3"' } },
};
const POSITION = {
  'Wayfill-Position': {
    description: 'Log position that the answer reflects; 20 digits.',
    schema: { type: 'string' as const, example: '00000000000000004711' },
  },
};

/** A command on an aggregate: its headers, its answer, and every way it can be refused. */
export function CommandRoute(docs: RouteDocs & { readonly category: StreamCategory }): MethodDecorator {
  const { status = 200, answer } = docs;
  return applyDecorators(
    ...operation(docs),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiHeader(IF_MATCH),
    HttpCode(status),
    ApiResponse({ status, type: answer, headers: ETAG, description: 'Durable.' }),
    ...(status === 201
      ? [ApiResponse({ status: 200, type: answer, headers: ETAG, description: 'It was so already.' })]
      : []),
    ...problems(
      'VALIDATION_FAILED',
      'UNSUPPORTED_MEDIA_TYPE',
      'PAYLOAD_TOO_LARGE',
      'EVENT_STORE_UNAVAILABLE',
    ),
    ...rejections(docs.category),
  );
}

/** A command that is answered row by row: a row's refusal stands in its row. */
export function BatchRoute(docs: RouteDocs): MethodDecorator {
  return applyDecorators(
    ...operation(docs),
    HttpCode(200),
    ApiResponse({
      status: 200,
      type: docs.answer,
      description: 'One result a row, in the order of the rows.',
    }),
    ...problems('VALIDATION_FAILED', 'UNSUPPORTED_MEDIA_TYPE', 'PAYLOAD_TOO_LARGE'),
  );
}

/** Where a read takes its answer from: a view that follows the log and can be waited for, or what is right at once. */
interface ReadDocs extends RouteDocs {
  readonly source?: 'view' | 'log';
  /** One resource, with an ETag, that may not be there. */
  readonly one?: boolean;
}

/** A read. */
export function ReadRoute(docs: ReadDocs): MethodDecorator {
  const { one = false, source = 'view', status = 200, answer } = docs;
  const headers = { ...(one ? ETAG : {}), ...(source === 'view' ? POSITION : {}) };
  const description = source === 'view' ? 'As of `Wayfill-Position`.' : 'As it is now.';
  return applyDecorators(
    ...operation(docs),
    HttpCode(status),
    Direct(status),
    ApiResponse({ status, type: answer, headers, description }),
    ...problems('VALIDATION_FAILED', ...(one ? (['NOT_FOUND'] as const) : [])),
    ...(source === 'view'
      ? problems('VIEWS_UNAVAILABLE', 'WAIT_TIMED_OUT')
      : problems('EVENT_STORE_UNAVAILABLE')),
  );
}

function operation({ summary, description }: RouteDocs): readonly MethodDecorator[] {
  return [
    ApiExtraModels(ProblemDto) as MethodDecorator,
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    ApiHeader(TENANT),
    ApiHeader(CORRELATION),
  ];
}

/** The documentation of problems of the catalogue. */
export function problems(...codes: readonly ProblemCode[]): readonly MethodDecorator[] {
  return codes.map((code) => problemResponse(PROBLEMS[code].status, [[code, PROBLEMS[code].title]]));
}

function rejections(category: StreamCategory): readonly MethodDecorator[] {
  const byStatus = new Map<number, (readonly [string, string])[]>([
    [412, [['REVISION_MISMATCH', 'The resource has changed since']]],
    [422, [['IDEMPOTENCY_KEY_REUSED', PROBLEMS.IDEMPOTENCY_KEY_REUSED.title]]],
    [409, [['IDEMPOTENCY_IN_PROGRESS', PROBLEMS.IDEMPOTENCY_IN_PROGRESS.title]]],
  ]);
  for (const [code, { status, title }] of rejectionCodes(category)) {
    byStatus.set(status, [...(byStatus.get(status) ?? []), [code, title]]);
  }
  return [...byStatus].map(([status, codes]) => problemResponse(status, codes));
}

function problemResponse(status: number, codes: readonly (readonly [string, string])[]): MethodDecorator {
  const examples = Object.fromEntries(
    codes.map(([code, title]) => [
      code,
      { value: { type: problemType(code), title, status, code, detail: `${title}.` } },
    ]),
  );
  const schema = { $ref: getSchemaPath(ProblemDto) };
  const options = {
    status,
    description: codes.map(([code]) => `\`${code}\``).join(', '),
    content: { 'application/problem+json': { schema, examples } },
  };
  return ApiResponse(options);
}
