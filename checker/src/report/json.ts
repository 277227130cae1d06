import { replaceUnsafe } from './sanitize.ts';
import type { Report } from './schema.ts';

/**
 * The report as JSON. Parsed, it is the report to the byte; printed on a terminal it is harmless, since what JSON would
 * leave raw (DEL, C1 controls, bidirectional and invisible characters) is escaped as well.
 */
export function renderJson(report: Report): string {
  const text = JSON.stringify(report, null, 2);
  return `${replaceUnsafe(text, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
