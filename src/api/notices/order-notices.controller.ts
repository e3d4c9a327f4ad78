import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OrderNoticesQuery } from '../../projections/notices/notices.query.js';
import type { NoticeView } from '../../projections/notices/notices.view.js';
import { OrderStatusQuery } from '../../projections/order-status/order-status.query.js';
import type { Page } from '../../projections/shared/answer.view.js';
import type { Call } from '../http/call.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { OrderParams } from '../http/params.dto.js';
import { PageQuery, pageOf } from '../http/read-query.dto.js';
import { ReadRoute } from '../http/route-docs.js';
import { Views } from '../http/views.js';
import { NoticePageDto } from './notice.dto.js';

@ApiTags('orders')
@Controller('v1/orders')
export class OrderNoticesController {
  constructor(private readonly views: Views) {}

  @Get(':orderId/notices')
  @ReadRoute({
    summary: 'Read what customer and retailer were told about an order',
    description: 'Oldest first. None for an order that goes as it was promised.',
    answer: NoticePageDto,
    one: true,
  })
  async list(
    @HttpCall() call: Call,
    @Param() { orderId }: OrderParams,
    @Query() query: PageQuery,
  ): Promise<Page<NoticeView>> {
    const page = await this.views.read(
      call,
      new OrderNoticesQuery(call.tenant, orderId, pageOf(query)),
      query.waitFor,
    );
    if (page.items.length > 0 || query.cursor !== undefined) return page;
    // Nothing to tell, or no such order?
    await this.views.readOne(call, new OrderStatusQuery(call.tenant, orderId), 'order');
    return page;
  }
}
