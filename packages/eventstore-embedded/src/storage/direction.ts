/** Reading order. */
export type Direction = 'forwards' | 'backwards';
