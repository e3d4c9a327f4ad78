import { type LineQuantity, sumBySku } from '../../domain/shared/quantities.js';
import type { Instant } from '../../domain/shared/time.js';

/** `2 × SKU-1, 1 × SKU-2`; the same sku of several lines is summed. */
export function units(lines: readonly Omit<LineQuantity, 'lineId'>[]): string {
  const bySku = [...sumBySku(lines)].map(([sku, quantity]) => `${quantity} × ${sku}`);
  return bySku.length === 0 ? 'nothing' : bySku.join(', ');
}

/** `2026-03-01 09:30 UTC`. */
export function moment(instant: Instant): string {
  const time = Date.parse(instant);
  return Number.isNaN(time) ? instant : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `n units`, `1 unit`. */
export function count(quantity: number): string {
  return quantity === 1 ? '1 unit' : `${quantity} units`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  const others = names.slice(0, -1);
  return others.length === 0 ? last : `${others.join(', ')} and ${last}`;
}

const CODE_PATTERN = /^[a-z]+(-[a-z]+)+$/;

/** Codes as words: `not-found` becomes `not found`. What a person has written stays as it is. */
export function words(text: string): string {
  return CODE_PATTERN.test(text) ? text.replaceAll('-', ' ') : text;
}
