import { replaceUnsafe } from './sanitize.ts';
import type { Report } from './schema.ts';

/**
 * The report as JSON. Parsed, it is the report to the byte; printed on a terminal it is harmless, since what JSON would
 * leave raw (DEL, C1 controls, bidirectional and invisible characters) is escaped as well.
 */
export function renderJson(report: Report): string {
  return `${escapeInvisible(JSON.stringify(report, null, 2))}\n`;
}

/** JSON text with what it would leave raw, and a terminal would obey, written as escapes. */
export function escapeInvisible(json: string): string {
  return replaceUnsafe(json, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
