import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { ClassConstructor } from 'class-transformer';
import { validDto } from './accept.js';

const BUILT_IN: ReadonlySet<unknown> = new Set([String, Boolean, Number, Array, Object]);

/** Turns what a handler declares as a DTO class into a valid instance of it. A body left out is an empty one. */
@Injectable()
export class StrictValidationPipe implements PipeTransform {
  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined || BUILT_IN.has(metatype)) return value;
    return validDto(metatype as ClassConstructor<object>, value ?? {});
  }
}
