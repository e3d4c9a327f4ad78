import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { PERSON_VAULT, type PersonVault } from '../../application/ports/person-vault.js';
import {
  type DecisionDetails,
  DecisionDetailsQuery,
  DecisionExplanationQuery,
  type Explanation,
} from '../../application/queries/decision-explanation.query.js';
import { OrderDecisionsQuery } from '../../projections/order-decisions/order-decisions.query.js';
import type { OrderDecision } from '../../projections/order-decisions/order-decisions.view.js';
import { OrderSearchQuery } from '../../projections/order-search/order-search.query.js';
import type { OrderSummary } from '../../projections/order-search/order-search.view.js';
import { OrderStatusQuery } from '../../projections/order-status/order-status.query.js';
import type { OrderStatusAnswer } from '../../projections/order-status/order-status.view.js';
import { OrderTimelineQuery } from '../../projections/order-timeline/order-timeline.query.js';
import type { TimelineEntry } from '../../projections/order-timeline/order-timeline.view.js';
import { type JsonBytes, type Page, withField } from '../../projections/shared/answer.view.js';
import { problem } from '../errors/problem.js';
import type { Call } from '../http/call.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { OrderDecisionParams, OrderParams } from '../http/params.dto.js';
import { PageQuery, pageOf, ReadQuery } from '../http/read-query.dto.js';
import { ReadRoute } from '../http/route-docs.js';
import { asJson, Views } from '../http/views.js';
import { OrderReadQuery, OrderSearchQueryDto } from './order-actions.dto.js';
import { DecisionsDto, ExplanationDto, TimelineDto } from './order-history.dto.js';
import { OrderPageDto, OrderViewDto } from './order-view.dto.js';

/** The record, completed by what it only names; or as it is, and why it could not be completed. */
type ListedDecision = Omit<OrderDecision, 'decision'> & DecisionDetails;

@ApiTags('orders')
@Controller('v1/orders')
export class OrderViewsController {
  constructor(
    private readonly views: Views,
    private readonly queries: QueryBus,
    @Inject(PERSON_VAULT) private readonly vault: PersonVault,
  ) {}

  @Get()
  @ReadRoute({
    summary: 'Find orders',
    description: 'Newest first. All conditions must hold.',
    answer: OrderPageDto,
  })
  search(@HttpCall() call: Call, @Query() query: OrderSearchQueryDto): Promise<Page<OrderSummary>> {
    const { waitFor, cursor: _cursor, limit: _limit, ...filter } = query;
    return this.views.read(call, new OrderSearchQuery(call.tenant, filter, pageOf(query)), waitFor);
  }

  @Get(':orderId')
  @ReadRoute({ summary: 'Read an order', answer: OrderViewDto, one: true })
  async read(
    @HttpCall() call: Call,
    @Param() { orderId }: OrderParams,
    @Query() { waitFor, include }: OrderReadQuery,
  ): Promise<JsonBytes<OrderStatusAnswer>> {
    const { json, personRef } = await this.views.readOne(
      call,
      new OrderStatusQuery(call.tenant, orderId),
      'order',
      waitFor,
    );
    if (include !== 'recipient') return asJson(call, json);
    const recipient = personRef === undefined ? null : await this.vault.get(call.tenant, personRef);
    return asJson(call, withField(json, 'recipient', recipient));
  }

  @Get(':orderId/timeline')
  @ReadRoute({
    summary: 'Read what happened to an order',
    description:
      'Every fact of the order, its fulfillments and its reservations, in the order of the log, in plain words.',
    answer: TimelineDto,
  })
  async timeline(
    @HttpCall() call: Call,
    @Param() { orderId }: OrderParams,
    @Query() query: PageQuery,
  ): Promise<JsonBytes<Page<TimelineEntry>>> {
    const { json, isEmpty } = await this.views.read(
      call,
      new OrderTimelineQuery(call.tenant, orderId, pageOf(query)),
      query.waitFor,
    );
    if (isEmpty && query.cursor === undefined) throw problem('NOT_FOUND', 'There is no such order.');
    return asJson(call, json);
  }

  @Get(':orderId/decisions')
  @ReadRoute({
    summary: 'Read the sourcing decisions of an order',
    description:
      'Oldest first. One whose policy is not to be had says so in `unexplained`; the others are as they would be without it.',
    answer: DecisionsDto,
    one: true,
  })
  async decisions(
    @HttpCall() call: Call,
    @Param() { orderId }: OrderParams,
    @Query() { waitFor }: ReadQuery,
  ): Promise<{ readonly items: readonly ListedDecision[] }> {
    const items = await this.views.read(call, new OrderDecisionsQuery(call.tenant, orderId), waitFor);
    // No decision yet, or no such order?
    if (items.length === 0)
      await this.views.readOne(call, new OrderStatusQuery(call.tenant, orderId), 'order');
    const records = items.map(({ decision }) => decision);
    const details = await this.queries.execute(new DecisionDetailsQuery(call.tenant, records));
    return { items: items.map((item, at) => ({ ...item, ...details[at] })) as readonly ListedDecision[] };
  }

  @Get(':orderId/decisions/:index/explanation')
  @ReadRoute({
    summary: 'Read why a decision was taken',
    description:
      'Which candidates there were, what each failed or how it scored, and why the plan won. Without the policy that decided it is not made up: `unexplained` and the one sentence say why.',
    answer: ExplanationDto,
    one: true,
  })
  async explanation(
    @HttpCall() call: Call,
    @Param() { orderId, index }: OrderDecisionParams,
    @Query() { waitFor }: ReadQuery,
  ): Promise<Explanation> {
    const decisions = await this.views.read(call, new OrderDecisionsQuery(call.tenant, orderId), waitFor);
    const decision = decisions[Number(index)];
    if (decision === undefined) throw problem('NOT_FOUND', 'There is no such decision.');
    return this.queries.execute(new DecisionExplanationQuery(call.tenant, decision.decision));
  }
}
