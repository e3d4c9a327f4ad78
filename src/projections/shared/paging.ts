import type { Instant } from '../../domain/shared/time.js';
import { InvalidCursor } from './answer.view.js';

const TIME_DIGITS = 15;
const MEMBER_PATTERN = /^[0-9|]{15,}\|[!-~]+$/;
const OFFSET_PATTERN = /^\d{1,9}$/;

/** What a caller asks for: `limit` items, from the beginning or behind a page that it had. */
export interface PageRequest {
  readonly cursor?: string;
  readonly limit: number;
}

/** An instant as text that sorts as time does. */
export function sortableTime(instant: Instant): string {
  const milliseconds = Date.parse(instant);
  return String(Math.max(0, Number.isNaN(milliseconds) ? 0 : milliseconds)).padStart(TIME_DIGITS, '0');
}

/** The id at the end of a member `{sort key}|{id}`. */
export function idOfMember(member: string): string {
  return member.slice(member.lastIndexOf('|') + 1);
}

/** A member of an index as a cursor. */
export function cursorOf(member: string): string {
  return Buffer.from(member, 'utf8').toString('base64url');
}

/** @throws InvalidCursor */
export function memberOf(cursor: string): string {
  const member = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!MEMBER_PATTERN.test(member)) throw new InvalidCursor();
  return member;
}

/** The place of a list that a cursor stands for. @throws InvalidCursor */
export function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!OFFSET_PATTERN.test(text)) throw new InvalidCursor();
  return Number(text);
}
