import { OutCursor, OutInstant, OutInteger, OutList, OutText } from '../http/out-fields.js';
import { ParkedPartDto } from '../orders/order-view.dto.js';

export class ParkedOrderDto {
  @OutText({ example: 'web~CA-2026-152156' }) orderId!: string;
  @OutText({ example: 'web' }) channel!: string;
  @OutText({ example: 'CA-2026-152156' }) externalId!: string;
  @OutInteger({ example: 0 }) priority!: number;
  @OutInstant() promisedBy!: string;
  @OutInstant({ description: 'Of the part that has waited longest.' }) since!: string;
  @OutInstant({ description: 'The earliest end of waiting.' }) until!: string;
  @OutList(() => ParkedPartDto) parts!: ParkedPartDto[];
}

export class ParkedPageDto {
  @OutList(() => ParkedOrderDto) items!: ParkedOrderDto[];
  @OutCursor() nextCursor!: string | null;
}
