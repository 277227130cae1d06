import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { classSchema } from './class-schema.ts';
import { reportSchema } from './schema.ts';

/** The published JSON Schema of a report, for whoever reads reports with other tools. */
export function exportSchema(): string {
  return asSchema('Report of one judging', reportSchema);
}

/** Of what `grade --json` prints. */
export function exportClassSchema(): string {
  return asSchema('Grades of a class', classSchema);
}

function asSchema(title: string, source: z.ZodType): string {
  const schema = z.toJSONSchema(source, {
    target: 'draft-2020-12',
    reused: 'ref',
    // Read-only is a promise of our types; in a JSON Schema it means that a server would refuse the field.
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  return `${JSON.stringify({ title, ...schema }, null, 2)}\n`;
}

export const schemaFile: string = resolve(import.meta.dirname, '../../../docs/schemas/report.schema.json');
export const classSchemaFile: string = resolve(dirname(schemaFile), 'grades.schema.json');

if (import.meta.main) {
  mkdirSync(dirname(schemaFile), { recursive: true });
  writeFileSync(schemaFile, exportSchema());
  writeFileSync(classSchemaFile, exportClassSchema());
}
