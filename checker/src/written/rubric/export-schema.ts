import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { examplesSchema, practiceSchema, rubricSchema } from './rubric-schema.ts';

/** The JSON Schemas that editors use while an author writes a question's files, by file name. */
export function exportSchemas(): Readonly<Record<string, string>> {
  return {
    'rubric.schema.json': tell('<question>.rubric.yaml', rubricSchema),
    'examples.schema.json': tell('<question>.examples.yaml', examplesSchema),
    'practice.schema.json': tell('<question>.practice.yaml', practiceSchema),
  };
}

export const schemaFolder: string = resolve(import.meta.dirname, '../../../../docs/schemas');

function tell(title: string, schema: z.ZodType): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }) }, null, 2)}\n`;
}

if (import.meta.main) {
  mkdirSync(schemaFolder, { recursive: true });
  for (const [name, text] of Object.entries(exportSchemas())) writeFileSync(join(schemaFolder, name), text);
}
