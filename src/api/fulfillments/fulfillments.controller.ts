import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RunFulfillmentCommand } from '../../application/commands/run-fulfillment.command.js';
import { PERSON_VAULT, type PersonVault } from '../../application/ports/person-vault.js';
import type { FulfillmentCommand } from '../../domain/fulfillment/index.js';
import { FulfillmentQuery } from '../../projections/node-work/node-work.query.js';
import type { NodeWorkView } from '../../projections/node-work/node-work.view.js';
import type { Call } from '../http/call.js';
import { answerCommand } from '../http/command-answer.js';
import { CommandGateway } from '../http/command-gateway.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { FulfillmentParams } from '../http/params.dto.js';
import { CommandRoute, ReadRoute } from '../http/route-docs.js';
import { Views } from '../http/views.js';
import { OrderReadQuery } from '../orders/order-actions.dto.js';
import {
  ActionDto,
  CarriageDto,
  FulfillmentAnswer,
  PackDto,
  PickDto,
  RejectDto,
  ShipDto,
} from './fulfillment-actions.dto.js';
import { FulfillmentDto } from './fulfillment-view.dto.js';
import { parcelsOf, pickedLinesOf } from './fulfillment-parts.js';

const about = (summary: string, description?: string) => ({
  summary,
  ...(description === undefined ? {} : { description }),
  category: 'fulfillment' as const,
  answer: FulfillmentAnswer,
});

@ApiTags('fulfillments')
@Controller('v1/fulfillments/:fulfillmentId')
export class FulfillmentsController {
  constructor(
    private readonly gateway: CommandGateway,
    private readonly views: Views,
    @Inject(PERSON_VAULT) private readonly vault: PersonVault,
  ) {}

  @Get()
  @ReadRoute({ summary: 'Read a fulfillment', answer: FulfillmentDto, one: true })
  async read(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Query() { waitFor, include }: OrderReadQuery,
  ): Promise<NodeWorkView> {
    const work = await this.views.readOne(
      call,
      new FulfillmentQuery(call.tenant, fulfillmentId),
      'fulfillment',
      waitFor,
    );
    if (include !== 'recipient') return work;
    const recipient = work.personRef === undefined ? null : await this.vault.get(call.tenant, work.personRef);
    return { ...work, recipient } as NodeWorkView;
  }

  @Post('accept')
  @CommandRoute(about('Accept the work'))
  accept(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: ActionDto,
  ): Promise<FulfillmentAnswer> {
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'AcceptFulfillment',
      data: { fulfillmentId, at },
    }));
  }

  @Post('reject')
  @CommandRoute(about('Decline the work, or a part of it', 'Another node is looked for.'))
  reject(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: RejectDto,
  ): Promise<FulfillmentAnswer> {
    const { reason, note } = body;
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'RejectFulfillment',
      data: { fulfillmentId, at, reason, ...pickedLinesOf(body), ...(note === undefined ? {} : { note }) },
    }));
  }

  @Post('start-picking')
  @CommandRoute(about('Start picking'))
  startPicking(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: ActionDto,
  ): Promise<FulfillmentAnswer> {
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'StartPicking',
      data: { fulfillmentId, at },
    }));
  }

  @Post('pick')
  @CommandRoute(about('Report what was picked', 'What is short goes to another node.'))
  pick(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: PickDto,
  ): Promise<FulfillmentAnswer> {
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'PickFulfillment',
      data: { fulfillmentId, at, ...pickedLinesOf(body) },
    }));
  }

  @Post('pack')
  @CommandRoute(about('Report the parcels'))
  pack(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: PackDto,
  ): Promise<FulfillmentAnswer> {
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'PackFulfillment',
      data: { fulfillmentId, at, parcels: parcelsOf(body.parcels) },
    }));
  }

  @Post('ship')
  @CommandRoute(about('Hand the goods to the carrier'))
  ship(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: ShipDto,
  ): Promise<FulfillmentAnswer> {
    const parcels = body.parcels === undefined ? {} : { parcels: parcelsOf(body.parcels) };
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'ShipFulfillment',
      data: { fulfillmentId, at, ...parcels, shippedAt: body.occurredAt ?? at },
    }));
  }

  @Post('deliver')
  @CommandRoute(about('Report the delivery'))
  deliver(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: ActionDto,
  ): Promise<FulfillmentAnswer> {
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'DeliverFulfillment',
      data: { fulfillmentId, at, deliveredAt: body.occurredAt ?? at },
    }));
  }

  @Post('ready')
  @CommandRoute(about('Make ready for pickup', 'The pickup window begins.'))
  ready(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: ActionDto,
  ): Promise<FulfillmentAnswer> {
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'MakeReadyForPickup',
      data: { fulfillmentId, at },
    }));
  }

  @Post('collect')
  @CommandRoute(about('Hand the goods to the customer'))
  collect(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: ActionDto,
  ): Promise<FulfillmentAnswer> {
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'CollectFulfillment',
      data: { fulfillmentId, at, collectedAt: body.occurredAt ?? at },
    }));
  }

  @Post('damage')
  @CommandRoute(about('Report damage in carriage', 'The units are sourced again.'))
  damage(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: CarriageDto,
  ): Promise<FulfillmentAnswer> {
    const { reason } = body;
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'ReportDamage',
      data: { fulfillmentId, at, reason, ...pickedLinesOf(body) },
    }));
  }

  @Post('loss')
  @CommandRoute(about('Report loss in carriage', 'The units are sourced again.'))
  loss(
    @HttpCall() call: Call,
    @Param() { fulfillmentId }: FulfillmentParams,
    @Body() body: CarriageDto,
  ): Promise<FulfillmentAnswer> {
    const { reason } = body;
    return this.send(call, fulfillmentId, body, (at) => ({
      type: 'ReportLoss',
      data: { fulfillmentId, at, reason, ...pickedLinesOf(body) },
    }));
  }

  private async send(
    call: Call,
    fulfillmentId: string,
    body: ActionDto,
    command: (at: string) => FulfillmentCommand,
  ): Promise<FulfillmentAnswer> {
    const result = await this.gateway.run(call, {
      body,
      ...(body.occurredAt === undefined ? {} : { occurredAt: body.occurredAt }),
      command,
      carrier: (command, context, options) => new RunFulfillmentCommand(command, context, options),
    });
    return answerCommand(call, result, { fulfillmentId });
  }
}
