import { CommandAnswer } from '../http/command-answer.js';
import { OutFlag, OutInteger, OutList, OutText, OutTexts } from '../http/out-fields.js';
import { FieldErrorDto } from '../errors/problem.dto.js';

export class OrderCommandAnswer extends CommandAnswer {
  @OutText({ example: 'web~CA-2026-152156' }) orderId!: string;
}

export class PersonErasedDto {
  @OutText({ example: 'web~CA-2026-152156' }) orderId!: string;
  @OutFlag({ description: 'False when there was nothing (more) to erase.' }) erased!: boolean;
}

/** One line of the answer to a bulk intake. */
export class BulkRowDto {
  @OutInteger({ description: 'Line of the input, from 1.', example: 1 }) row!: number;
  @OutInteger({ description: 'What a single request would have been answered with.', example: 201 })
  status!: number;
  @OutText({ optional: true, example: 'web~CA-2026-152156' }) orderId?: string;
  @OutText({ optional: true, example: 'accepted' }) outcome?: string;
  @OutInteger({ optional: true, nullable: true }) revision?: number | null;
  @OutText({ optional: true, nullable: true }) position?: string | null;
  @OutFlag({ optional: true }) repeated?: boolean;
  @OutText({ optional: true, description: 'When the line was refused.', example: 'VALIDATION_FAILED' })
  code?: string;
  @OutText({ optional: true }) detail?: string;
  @OutList(() => FieldErrorDto, { optional: true }) errors?: FieldErrorDto[];
  @OutTexts({ optional: true }) allowed?: string[];
}
