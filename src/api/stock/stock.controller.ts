import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Call } from '../http/call.js';
import { HttpCall } from '../http/http-call.decorator.js';
import { BatchRoute, CommandRoute } from '../http/route-docs.js';
import {
  AdjustDto,
  CountDto,
  DamageDto,
  ReceiveDto,
  SafetyDto,
  StockAnswer,
  StockBatchAnswer,
  StockBatchDto,
} from './stock.dto.js';
import { StockMovements } from './stock-movements.js';

const about = (summary: string, description?: string) => ({
  summary,
  ...(description === undefined ? {} : { description }),
  category: 'stock' as const,
  answer: StockAnswer,
});

@ApiTags('stock')
@Controller('v1/stock')
export class StockController {
  constructor(private readonly movements: StockMovements) {}

  @Post('receive')
  @CommandRoute(about('Receive units'))
  receive(@HttpCall() call: Call, @Body() body: ReceiveDto): Promise<StockAnswer> {
    return this.movements.answer(call, 'receive', body);
  }

  @Post('adjust')
  @CommandRoute(
    about('Correct the units on hand', 'Taking units that are reserved sends their orders to other nodes.'),
  )
  adjust(@HttpCall() call: Call, @Body() body: AdjustDto): Promise<StockAnswer> {
    return this.movements.answer(call, 'adjust', body);
  }

  @Post('count')
  @CommandRoute(
    about(
      'Book a count',
      'A count that finds what is booked changes nothing; one below what is reserved re-sources.',
    ),
  )
  count(@HttpCall() call: Call, @Body() body: CountDto): Promise<StockAnswer> {
    return this.movements.answer(call, 'count', body);
  }

  @Post('damage')
  @CommandRoute(about('Book damaged units'))
  damage(@HttpCall() call: Call, @Body() body: DamageDto): Promise<StockAnswer> {
    return this.movements.answer(call, 'damage', body);
  }

  @Post('safety')
  @CommandRoute(about('Define safety stock', 'Units withheld from a channel.'))
  safety(@HttpCall() call: Call, @Body() body: SafetyDto): Promise<StockAnswer> {
    return this.movements.answer(call, 'safety', body);
  }

  @Post('batch')
  @BatchRoute({
    summary: 'Book many movements',
    description:
      'Rows of one stock item take effect in their order. A row that is wrong harms no other. The Idempotency-Key covers every row, by its place; a row may have its own.',
    answer: StockBatchAnswer,
  })
  async batch(@HttpCall() call: Call, @Body() body: StockBatchDto): Promise<StockBatchAnswer> {
    return { rows: await this.movements.batch(call, body.rows) };
  }
}
