import { z } from 'zod';
import { checkManifest } from './check-manifest.ts';
import { explainIssue, type FieldSchema, show } from './explain-issue.ts';
import { exerciseSchema, type Manifest } from './manifest.ts';
import { inOrder, type Problem } from './problem.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

export type ManifestReading =
  | { readonly ok: true; readonly manifest: Manifest; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Parses and validates one exercise.yaml. All mistakes come back, in the order of their lines.
 * `folderId` is the id that the folder's name promises, `file` the path that problems name.
 */
export function readManifest(text: string, file: string, folderId: string): ManifestReading {
  const source = readYaml(text, file);
  if (source.problems.length > 0) return { ok: false, problems: inOrder(source.problems) };
  if (typeof source.value !== 'object' || source.value === null || Array.isArray(source.value)) {
    const got = text.trim() === '' ? 'an empty file' : show(source.value);
    return { ok: false, problems: [source.at([], `expected a map of fields for the manifest, got ${got}`)] };
  }
  const parsed = exerciseSchema.safeParse(source.value);
  if (!parsed.success) {
    const schema = z.toJSONSchema(exerciseSchema, { io: 'input' }) as FieldSchema;
    return {
      ok: false,
      problems: inOrder(parsed.error.issues.flatMap((issue) => explainIssue(issue, source, schema))),
    };
  }
  const problems = checkManifest(parsed.data, source, folderId);
  return problems.length > 0
    ? { ok: false, problems: inOrder(problems) }
    : { ok: true, manifest: parsed.data, source };
}
