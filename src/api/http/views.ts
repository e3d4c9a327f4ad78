import { Injectable } from '@nestjs/common';
import { type Query, QueryBus } from '@nestjs/cqrs';
import { WaitForPositionQuery } from '../../projections/operations/operations.query.js';
import type { Answer, JsonBytes } from '../../projections/shared/answer.view.js';
import { problem } from '../errors/problem.js';
import type { Call } from './call.js';
import { etagOf } from './etag.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Longest wait for a position. A view that is further behind than this is no matter of a moment. */
const MAX_WAIT_MS = 5000;

/** Reads views for a caller: waits where asked to, says how far the answer reaches, knows what is not there. */
@Injectable()
export class Views {
  /** Set once, before the first request. */
  maxWaitMs = MAX_WAIT_MS;

  constructor(private readonly bus: QueryBus) {}

  /**
   * The answer of a view that has at least the position `waitFor`; header `Wayfill-Position` says the one it has.
   * @throws ProblemError WAIT_TIMED_OUT; ViewStoreUnavailable
   */
  async read<T>(call: Call, query: Query<Answer<T>>, waitFor?: string): Promise<T> {
    if (waitFor !== undefined) await this.waitFor(waitFor);
    const { value, position } = await this.bus.execute(query);
    call.reply.header('wayfill-position', position);
    return value;
  }

  /**
   * The same for what a view has as it is sent.
   * @throws ProblemError WAIT_TIMED_OUT; ViewStoreUnavailable
   */
  async readJson<T>(call: Call, query: Query<Answer<JsonBytes<T>>>, waitFor?: string): Promise<JsonBytes<T>> {
    return asJson(call, await this.read(call, query, waitFor));
  }

  /**
   * The same for one resource, with its ETag.
   * @throws ProblemError NOT_FOUND
   */
  async readOne<T extends { readonly revision: number }>(
    call: Call,
    query: Query<Answer<T | null>>,
    name: string,
    waitFor?: string,
  ): Promise<T> {
    const found = await this.read(call, query, waitFor);
    if (found === null) throw problem('NOT_FOUND', `There is no such ${name}.`);
    call.reply.header('etag', etagOf(found.revision));
    return found;
  }

  private async waitFor(position: string): Promise<void> {
    const { reached, position: current } = await this.bus.execute(
      new WaitForPositionQuery(position, this.maxWaitMs),
    );
    if (reached) return;
    throw problem('WAIT_TIMED_OUT', `After ${this.maxWaitMs / 1000} seconds the views are at ${current}.`, {
      position: current,
      headers: { 'retry-after': '1' },
    });
  }
}

/** Says of bytes that are sent what they are. */
export function asJson<T>(call: Call, json: JsonBytes<T>): JsonBytes<T> {
  call.reply.header('content-type', JSON_TYPE);
  return json;
}
