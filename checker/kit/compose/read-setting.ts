import type { Setting } from './compose.ts';
import { isHardcoded, readVariables } from './read-variables.ts';

/** Null where nothing is written. */
export function readSetting(value: unknown, line: number): Setting | null {
  if (value === undefined || value === null) return null;
  const text = String(value);
  return { value: text, line, variables: readVariables(text).variables, hardcoded: isHardcoded(text) };
}
