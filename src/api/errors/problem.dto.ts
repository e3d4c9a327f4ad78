import { OutInteger, OutList, OutPosition, OutText, OutTexts } from '../http/out-fields.js';

export class FieldErrorDto {
  @OutText({ description: 'Path of the field, or the name of the header.', example: 'lines[0].quantity' })
  field!: string;

  @OutText({ example: 'must be a whole number from 1 to 1000000' })
  rule!: string;
}

/** RFC 9457. */
export class ProblemDto {
  @OutText({ example: 'urn:wayfill:problem:validation-failed' })
  type!: string;

  @OutText({ example: 'The request breaks a rule' })
  title!: string;

  @OutInteger({ example: 400 })
  status!: number;

  @OutText({ description: 'Stable; match on this.', example: 'VALIDATION_FAILED' })
  code!: string;

  @OutText({
    description: 'For people.',
    example: 'lines[0].quantity must be a whole number from 1 to 1000000',
  })
  detail!: string;

  @OutList(() => FieldErrorDto, { optional: true, description: 'What is wrong with the request.' })
  errors?: FieldErrorDto[];

  @OutTexts({
    optional: true,
    description: 'On a conflict: the actions that would be taken now.',
    example: ['cancel'],
  })
  allowed?: string[];

  @OutPosition({
    optional: true,
    description: 'Position that the views have reached when a wait ends in vain.',
  })
  position?: string;
}
