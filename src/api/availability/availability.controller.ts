import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AvailabilityQuery,
  type SkuAvailabilities,
} from '../../projections/availability/availability.query.js';
import type { JsonBytes } from '../../projections/shared/answer.view.js';
import type { Call } from '../http/call.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { ReadQuery } from '../http/read-query.dto.js';
import { ReadRoute } from '../http/route-docs.js';
import { Views } from '../http/views.js';
import { AvailabilityBody, AvailabilityDto, AvailabilityQueryDto } from './availability.dto.js';

@ApiTags('availability')
@Controller('v1/availability')
export class AvailabilityController {
  constructor(private readonly views: Views) {}

  @Get()
  @ReadRoute({ summary: 'Read what can be had of skus', answer: AvailabilityDto })
  get(
    @HttpCall() call: Call,
    @Query() { sku, channel, waitFor }: AvailabilityQueryDto,
  ): Promise<JsonBytes<SkuAvailabilities>> {
    return this.views.readJson(call, new AvailabilityQuery(call.tenant, sku, channel), waitFor);
  }

  @Post('query')
  @ReadRoute({
    summary: 'Read what can be had of many skus',
    description: 'A read that needs more room than an address has; it changes nothing.',
    answer: AvailabilityDto,
  })
  query(
    @HttpCall() call: Call,
    @Body() { skus, channel }: AvailabilityBody,
    @Query() { waitFor }: ReadQuery,
  ): Promise<JsonBytes<SkuAvailabilities>> {
    return this.views.readJson(call, new AvailabilityQuery(call.tenant, skus, channel), waitFor);
  }
}
