import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { exerciseSchema } from './manifest.ts';

/** The JSON Schema that editors use while an author writes exercise.yaml: what may be left out is not required. */
export function exportSchema(): string {
  const schema = z.toJSONSchema(exerciseSchema, { io: 'input', target: 'draft-2020-12' });
  return `${JSON.stringify({ title: 'exercise.yaml', ...schema }, null, 2)}\n`;
}

export const schemaFile: string = resolve(import.meta.dirname, '../../../docs/schemas/exercise.schema.json');

if (import.meta.main) {
  mkdirSync(dirname(schemaFile), { recursive: true });
  writeFileSync(schemaFile, exportSchema());
}
