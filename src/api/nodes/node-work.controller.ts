import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NodeWorkQuery } from '../../projections/node-work/node-work.query.js';
import type { NodeWorkView } from '../../projections/node-work/node-work.view.js';
import type { Page } from '../../projections/shared/answer.view.js';
import { FulfillmentPageDto } from '../fulfillments/fulfillment-view.dto.js';
import type { Call } from '../http/call.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { NodeParams } from '../http/params.dto.js';
import { pageOf } from '../http/read-query.dto.js';
import { ReadRoute } from '../http/route-docs.js';
import { Views } from '../http/views.js';
import { WorkQueryDto } from './work-query.dto.js';

@ApiTags('nodes')
@Controller('v1/nodes/:nodeId/work')
export class NodeWorkController {
  constructor(private readonly views: Views) {}

  @Get()
  @ReadRoute({
    summary: 'Read the work list of a node',
    description: 'What the node still has to do, the earliest promise first.',
    answer: FulfillmentPageDto,
  })
  list(
    @HttpCall() call: Call,
    @Param() { nodeId }: NodeParams,
    @Query() query: WorkQueryDto,
  ): Promise<Page<NodeWorkView>> {
    return this.views.read(
      call,
      new NodeWorkQuery(call.tenant, nodeId, query.status, pageOf(query)),
      query.waitFor,
    );
  }
}
