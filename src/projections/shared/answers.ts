import type { ViewAnswer } from '../../application/ports/view-store.js';
import { type Answer, NO_POSITION } from './answer.view.js';

/** A value with the position of the view it comes from. */
export function answer<T>(value: T, { position }: ViewAnswer<unknown>): Answer<T> {
  return { value, position: position ?? NO_POSITION };
}
