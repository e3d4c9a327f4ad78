import { OutList, OutText, OutWord } from '../http/out-fields.js';

export class LiveDto {
  @OutWord(['ok']) status!: string;
}

export class CheckDto {
  @OutText({ example: 'event-store' }) name!: string;
  @OutWord(['ok', 'failed']) status!: string;
  @OutText({ optional: true, example: 'at 00000000000000004711' }) detail?: string;
}

export class ReadyDto {
  @OutWord(['ok']) status!: string;
  @OutList(() => CheckDto) checks!: CheckDto[];
}
