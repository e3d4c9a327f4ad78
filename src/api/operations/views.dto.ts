import { PROJECTION_NAMES, type ProjectionName } from '../../projections/operations/operations.view.js';
import { WordField } from '../http/fields.js';
import { OutInteger, OutList, OutPosition, OutText, OutTexts, OutWord } from '../http/out-fields.js';

export class ViewParams {
  @WordField(PROJECTION_NAMES, { example: 'order-status' })
  name!: ProjectionName;
}

export class ViewStatusDto {
  @OutText({ example: 'order-status' }) name!: string;
  @OutInteger({ description: 'Of the code that folds it.', example: 1 }) version!: number;
  @OutText({ description: 'Which build of it is served; empty when not known.' }) generation!: string;
  @OutWord(['live', 'building', 'failed', 'stopped']) state!: string;
  @OutPosition({ nullable: true, description: 'What it reflects.' }) position!: string | null;
  @OutText({ optional: true, description: 'Why it stands still.' }) reason?: string;
}

export class ViewStatusListDto {
  @OutList(() => ViewStatusDto) items!: ViewStatusDto[];
}

export class RebuildReportDto {
  @OutText({ example: 'order-status' }) name!: string;
  @OutText({ description: 'The build that is served now.' }) generation!: string;
  @OutPosition({ nullable: true }) position!: string | null;
  @OutInteger({ description: 'Events that were read.' }) events!: number;
  @OutInteger({ description: 'Keys of the view.' }) keys!: number;
  @OutTexts({ description: 'Keys that differed from the build before; empty when it was true to the log.' })
  differingKeys!: string[];
}
