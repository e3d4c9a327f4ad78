const DIGITS = 20;
const POSITION_PATTERN = /^\d{20}$/;

/** A log position as text: 20 digits, zero-padded, so that text order is log order. */
export function formatPosition(position: bigint): string {
  return position.toString().padStart(DIGITS, '0');
}

/**
 * The position that a text of exactly 20 digits stands for.
 * @throws RangeError for anything else
 */
export function parsePosition(text: string): bigint {
  if (!POSITION_PATTERN.test(text)) throw new RangeError('a log position is a text of 20 digits');
  return BigInt(text);
}
