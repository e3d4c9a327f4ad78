const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * The instant that an RFC 3339 date-time names, as the engine writes it: UTC with milliseconds. Null for anything else:
 * days that the month does not have, a time without an offset, hour 24, leap seconds, years outside 1970–9999.
 */
export function parseInstant(text: string): string | null {
  const parts = RFC_3339.exec(text);
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59 || !isDay(year, month, day) || !hasValidOffset(text))
    return null;
  const time = Date.parse(text);
  if (Number.isNaN(time) || time < 0) return null;
  const instant = new Date(time).toISOString();
  return instant.length === 24 ? instant : null;
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function hasValidOffset(text: string): boolean {
  if (text.endsWith('Z')) return true;
  return Number(text.slice(-5, -3)) <= 23 && Number(text.slice(-2)) <= 59;
}
