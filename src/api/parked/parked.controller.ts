import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ParkedDemandQuery } from '../../projections/parked-demand/parked-demand.query.js';
import type { ParkedOrder } from '../../projections/parked-demand/parked-demand.view.js';
import type { Page } from '../../projections/shared/answer.view.js';
import type { Call } from '../http/call.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { PageQuery, pageOf } from '../http/read-query.dto.js';
import { ReadRoute } from '../http/route-docs.js';
import { Views } from '../http/views.js';
import { ParkedPageDto } from './parked.dto.js';

@ApiTags('orders')
@Controller('v1/parked')
export class ParkedController {
  constructor(private readonly views: Views) {}

  @Get()
  @ReadRoute({
    summary: 'List parked demand',
    description: 'Orders with lines that no node can do now: by priority, then by age.',
    answer: ParkedPageDto,
  })
  list(@HttpCall() call: Call, @Query() query: PageQuery): Promise<Page<ParkedOrder>> {
    return this.views.read(call, new ParkedDemandQuery(call.tenant, pageOf(query)), query.waitFor);
  }
}
