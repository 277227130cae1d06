import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportSchemas, schemaFolder } from './export-schema.ts';

test.each(Object.entries(exportSchemas()))(
  'docs/schemas/%s is what the checker validates by: npm run schema writes it',
  (name, text) => {
    expect(readFileSync(join(schemaFolder, name), 'utf8')).toBe(text);
  },
);
