import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { reportSchema } from './schema.ts';

/** The published JSON Schema of a report, for whoever reads reports with other tools. */
export function exportSchema(): string {
  const schema = z.toJSONSchema(reportSchema, {
    target: 'draft-2020-12',
    reused: 'ref',
    // Read-only is a promise of our types; in a JSON Schema it means that a server would refuse the field.
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  return `${JSON.stringify({ title: 'Report of one judging', ...schema }, null, 2)}\n`;
}

export const schemaFile: string = resolve(import.meta.dirname, '../../../docs/schemas/report.schema.json');

if (import.meta.main) {
  mkdirSync(dirname(schemaFile), { recursive: true });
  writeFileSync(schemaFile, exportSchema());
}
