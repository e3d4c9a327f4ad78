import { PatternField, WordField } from '../http/fields.js';
import { OutInstant, OutInteger, OutList, OutText } from '../http/out-fields.js';

/** The consumers of the log that park what they cannot work off. */
export const CONSUMERS = ['order-process', 'notices', 'notice-delivery'] as const;

export class ParkedWorkQuery {
  @WordField(CONSUMERS, { optional: true, description: 'All when left out.', example: 'order-process' })
  consumer?: (typeof CONSUMERS)[number];
}

export class ParkedWorkParams {
  @PatternField(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be the id of an event', {
    maxLength: 36,
    example: '6f1c1a52-7d0f-5b0e-9d43-8d9a2d3b6a10',
  })
  id!: string;
}

export class ParkedEventDto {
  @OutText({ description: 'Id of the event.' }) id!: string;
  @OutText({ example: 'order-process' }) consumer!: string;
  @OutText({ description: 'What waits behind this event has the same key.' }) key!: string;
  @OutText({ example: 'order-main:web~CA-2026-152156' }) stream!: string;
  @OutText({ example: '3' }) revision!: string;
  @OutText({ example: 'SourcingPlanned' }) type!: string;
  @OutText() reason!: string;
  @OutInteger({ description: '0: it only waits behind another one.' }) attempts!: number;
  @OutInstant() parkedAt!: string;
}

export class ParkedWorkDto {
  @OutList(() => ParkedEventDto, { description: 'Oldest first.' }) items!: ParkedEventDto[];
}

export class ReplayDto {
  @OutText() id!: string;
  @OutText({ example: 'order-process' }) consumer!: string;
  @OutInstant() requestedAt!: string;
}
