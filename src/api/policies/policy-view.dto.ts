import { CommandAnswer } from '../http/command-answer.js';
import { OutInstant, OutInteger, OutList, OutObject, OutText, OutWord } from '../http/out-fields.js';
import { SourcingPolicyDto } from './policy.dto.js';

const STATUSES = ['draft', 'validated', 'active', 'retired'] as const;

export class FindingDto {
  @OutWord(['error', 'warning'], { description: 'Errors forbid activation.' }) severity!: string;
  @OutText({ example: 'strategies[0].weights.distance' }) field!: string;
  @OutText({ example: 'must not be negative' }) rule!: string;
}

export class PolicyAnswer extends CommandAnswer {
  @OutText({ example: 'default' }) scope!: string;
  @OutInteger({ example: 2 }) version!: number;
  @OutWord(STATUSES) status!: string;
  @OutList(() => FindingDto, { optional: true, description: 'Of the last validation.' })
  findings?: readonly FindingDto[];
}

export class PolicyVersionDto {
  @OutInteger({ example: 1 }) version!: number;
  @OutWord(STATUSES) status!: string;
  @OutObject(() => SourcingPolicyDto) policy!: SourcingPolicyDto;
  @OutText({ optional: true }) note?: string;
  @OutList(() => FindingDto, { optional: true }) findings?: FindingDto[];
  @OutInstant() draftedAt!: string;
  @OutInstant({ optional: true }) validatedAt?: string;
  @OutInstant({ optional: true }) activatedAt?: string;
  @OutInstant({ optional: true }) retiredAt?: string;
}

export class PolicyHistoryDto {
  @OutText({ example: 'default' }) scope!: string;
  @OutInteger({ nullable: true, example: 1 }) activeVersion!: number | null;
  @OutList(() => PolicyVersionDto) versions!: PolicyVersionDto[];
  @OutInteger({ description: 'The ETag.' }) revision!: number;
}
