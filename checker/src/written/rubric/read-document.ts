import { z } from 'zod';
import { explainIssue, type FieldSchema } from '../../course/explain-issue.ts';
import type { Problem } from '../../course/problem.ts';
import { readYaml, type YamlSource } from '../../course/yaml-source.ts';

export type DocumentReading<T> =
  | { readonly ok: true; readonly value: T; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Bytes of one file; a hundred long answers have a tenth of it. */
const largest = 4 * 1024 * 1024;

/** A YAML (or JSON) text of that shape, or every mistake with its line. `file` is the path that problems name. */
export function readDocument<S extends z.ZodType>(
  schema: S,
  text: string,
  file: string,
): DocumentReading<z.output<S>> {
  if (text.length > largest)
    return {
      ok: false,
      problems: [
        { file, line: 1, column: 1, message: `expected at most 4 MiB, got ${text.length} characters` },
      ],
    };
  const source = readYaml(text, file);
  if (source.problems.length > 0) return { ok: false, problems: source.problems };
  const parsed = schema.safeParse(source.value);
  if (parsed.success) return { ok: true, value: parsed.data, source };
  const fields = z.toJSONSchema(schema, { io: 'input' }) as FieldSchema;
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => explainIssue(issue, source, fields)) };
}
