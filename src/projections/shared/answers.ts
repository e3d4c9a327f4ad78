import type { ViewAnswer } from '../../application/ports/view-store.js';
import type { Answer } from './answer.view.js';

/** A value with the position of the view it comes from. */
export function answer<T>(value: T, { position }: ViewAnswer<unknown>): Answer<T> {
  return { value, position };
}
