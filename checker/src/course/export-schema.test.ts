import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exportSchema, schemaFile } from './export-schema.ts';

test('docs/schemas/exercise.schema.json is what the schema of manifests says (npm run schema rewrites it)', () => {
  expect(readFileSync(schemaFile, 'utf8')).toBe(exportSchema());
});

test('the published schema lets an author leave out what has a default', () => {
  const schema = JSON.parse(exportSchema());
  expect(schema.required).toContain('requirements');
  expect(schema.required).not.toContain('limits');
  expect(schema.additionalProperties).toBe(false);
});
