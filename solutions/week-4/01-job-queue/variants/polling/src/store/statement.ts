import { readFileSync } from 'node:fs';
import type { Ask } from './connect.ts';

/** A statement out of its file, to be asked with values. Its name makes the server plan it once for each connection. */
export function statement<Row extends object>(
  ask: Ask,
  name: string,
): (...values: readonly unknown[]) => Promise<readonly Row[]> {
  const text = readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8');
  return (...values) => ask<Row>(text, values, name);
}
