import {
  OutCursor,
  OutInstant,
  OutInteger,
  OutList,
  OutObject,
  OutPosition,
  OutRecord,
  OutText,
  OutTexts,
  OutWord,
} from '../http/out-fields.js';
import { LineQuantityDto } from './order-view.dto.js';

export class TimelineEntryDto {
  @OutPosition() position!: string;
  @OutText({ description: 'UUID.' }) eventId!: string;
  @OutInstant({ description: 'Business time.' }) occurredAt!: string;
  @OutInstant({ description: 'When the engine decided.' }) recordedAt!: string;
  @OutText({ example: 'order-main:web~CA-2026-152156' }) stream!: string;
  @OutInteger({ example: 0 }) revision!: number;
  @OutText({ example: 'OrderPlaced' }) type!: string;
  @OutText({ description: 'The event or request that caused it.' }) causationId!: string;
  @OutText() correlationId!: string;
  @OutText({ example: 'http' }) actor!: string;
  @OutText({ optional: true }) nodeId?: string;
  @OutText({ optional: true }) fulfillmentId?: string;
  @OutText({ example: 'The order was placed: 5 units on 2 lines.' }) sentence!: string;
}

export class TimelineDto {
  @OutList(() => TimelineEntryDto) items!: TimelineEntryDto[];
  @OutCursor() nextCursor!: string | null;
}

export class AllocationDto {
  @OutText() fulfillmentId!: string;
  @OutText() nodeId!: string;
  @OutWord(['ship', 'drop-ship', 'pickup']) method!: string;
  @OutList(() => LineQuantityDto) lines!: LineQuantityDto[];
  @OutText({ optional: true }) replaces?: string;
  @OutInstant({ optional: true, description: 'When it should be with the customer, or ready.' })
  estimatedBy?: string;
}

export class DecisionParkedDto {
  @OutText() reason!: string;
  @OutInstant() until!: string;
  @OutText({ optional: true }) replaces?: string;
}

export class DecisionDto {
  @OutInteger({ description: 'Counts from 0.', example: 0 }) index!: number;
  @OutText() eventId!: string;
  @OutInteger() revision!: number;
  @OutPosition() position!: string;
  @OutInstant() recordedAt!: string;
  @OutWord(['planned', 'parked', 'cancelled']) outcome!: string;
  @OutList(() => AllocationDto) allocations!: AllocationDto[];
  @OutObject(() => DecisionParkedDto, { optional: true }) parked?: DecisionParkedDto;
  @OutRecord({
    description:
      'The whole record: input figures, fences, ratings, search, plan. Run again, it gives the same plan. With `unexplained`, what the log holds of it: no policy, no scores.',
  })
  decision!: object;
  @OutText({
    optional: true,
    description: 'Why the policy that decided is not to be had; absent where it is.',
    example: 'the log has no version 3 of policy default, by which it was decided',
  })
  unexplained?: string;
}

export class DecisionsDto {
  @OutList(() => DecisionDto) items!: DecisionDto[];
}

export class ExplanationDto {
  @OutTexts({
    example: ['dc-louisville ships 2 × FUR-BO-10001798 (line 1).', 'store-2 is too far away: 2100 km.'],
  })
  sentences!: string[];
  @OutText({
    optional: true,
    description: 'Why the decision cannot be explained; absent where it is.',
    example: 'the log has no version 3 of policy default, by which it was decided',
  })
  unexplained?: string;
}
