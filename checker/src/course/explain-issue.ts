import type { z } from 'zod';
import type { Problem } from './problem.ts';
import { suggest } from './suggest.ts';
import type { YamlSource } from './yaml-source.ts';

/** The parts of a JSON Schema that say which fields stand where. */
export interface FieldSchema {
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly items?: FieldSchema;
  readonly additionalProperties?: FieldSchema | boolean;
}

/** A zod issue in the words `expected X, got Y`, at the line it is about. One problem for each unknown field. */
export function explainIssue(issue: z.core.$ZodIssue, source: YamlSource, schema: FieldSchema): Problem[] {
  const got = valueAt(source.value, issue.path);
  const name = tellPath(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = Object.keys(fieldsAt(schema, issue.path));
        const near = suggest(key, known);
        const list = known.length <= 8 ? `it has ${known.join(', ')}` : 'the schema lists them';
        const guess = near === undefined ? list : `did you mean \`${near}\`?`;
        const where = name === '' ? 'the manifest' : `\`${name}\``;
        return source.atKey([...issue.path, key], `expected a field of ${where}, got \`${key}\`; ${guess}`);
      });
    case 'invalid_type':
      return [
        source.at(issue.path, `expected ${tellType(issue.expected)} for ${tellName(name)}, got ${show(got)}`),
      ];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const near = typeof got === 'string' ? suggest(got, values) : undefined;
      const guess = near === undefined ? '' : `; did you mean ${near}?`;
      return [source.at(issue.path, `expected ${oneOf(values)} for \`${name}\`, got ${show(got)}${guess}`)];
    }
    case 'too_small':
    case 'too_big': {
      const bound = tellBound(issue);
      return [source.at(issue.path, `expected ${bound}${unit(got)} for \`${name}\`, got ${size(got)}`)];
    }
    default:
      return [source.at(issue.path, `expected ${issue.message} for ${tellName(name)}, got ${show(got)}`)];
  }
}

export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a map';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

function tellName(name: string): string {
  return name === '' ? 'the manifest' : `\`${name}\``;
}

function tellPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

function tellType(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map of fields',
    record: 'a map',
  };
  return names[expected] ?? expected;
}

function tellBound(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  if (issue.code === 'too_small') {
    return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  }
  return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
}

function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function unit(got: unknown): string {
  if (typeof got === 'string') return ' characters';
  return Array.isArray(got) ? ' entries' : '';
}

function size(got: unknown): string {
  if (typeof got === 'string') return `${got.length} (${show(got)})`;
  return Array.isArray(got) ? String(got.length) : show(got);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, key)
        ? (part as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

function fieldsAt(schema: FieldSchema, path: readonly PropertyKey[]): Readonly<Record<string, FieldSchema>> {
  const found = path.reduce<FieldSchema | undefined>((part, key) => {
    if (typeof key === 'number') return part?.items;
    const rest = typeof part?.additionalProperties === 'object' ? part.additionalProperties : undefined;
    return part?.properties?.[String(key)] ?? rest;
  }, schema);
  return found?.properties ?? {};
}
