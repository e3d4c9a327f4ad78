import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { type FieldError, invalid, invalidFields } from '../errors/problem.js';
import { guardDocument, shorten } from './input-guard.js';

/** More errors than this help nobody, and an answer has bounds too. */
const MAX_ERRORS = 20;

/**
 * An instance of a DTO class from parsed input. Unknown fields, wrong types and broken rules are all named.
 * @throws ProblemError VALIDATION_FAILED
 */
export function validInput<T extends object>(type: ClassConstructor<T>, input: unknown): T {
  const unsafe = guardDocument(input);
  if (unsafe !== null) throw invalidFields([unsafe]);
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw invalid('body', 'must be a JSON object');
  const instance = plainToInstance(type, input);
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    // Every class here is one of ours, and one without fields takes none: that is what the whitelist says.
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0) throw invalidFields(fieldErrors(errors).slice(0, MAX_ERRORS));
  return instance;
}

/** The tree of class-validator as a flat list of fields with their rules. */
function fieldErrors(errors: readonly ValidationError[], parent = '', inList = false): readonly FieldError[] {
  return errors.flatMap((error) => {
    const path = pathOf(parent, error.property, inList);
    const children = error.children ?? [];
    const own = Object.entries(error.constraints ?? {})
      // ValidateNested says again, in words of its own, what the field's rule says.
      .filter(([name]) => name !== 'nestedValidation')
      .map(([name, message]) => ({
        field: shorten(path),
        rule: name === 'whitelistValidation' ? 'is not known here' : message,
      }));
    // What is wrong as a whole says enough: its parts would only repeat it.
    return own.length > 0 ? own : fieldErrors(children, path, isList(children));
  });
}

function isList(children: readonly ValidationError[]): boolean {
  return children.every(({ property }) => /^\d+$/.test(property));
}

function pathOf(parent: string, property: string, inList: boolean): string {
  if (parent === '') return property;
  return inList ? `${parent}[${property}]` : `${parent}.${property}`;
}
