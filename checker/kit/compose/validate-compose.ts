import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

/** What is wrong with a value of the file, and where: the path leads to it. */
export interface SchemaProblem {
  readonly path: readonly string[];
  readonly message: string;
}

export type ComposeValidator = (value: unknown) => readonly SchemaProblem[];

/** Judges by the Compose Specification's own schema; see schema/README.md. Making one takes 50 ms of CPU time. */
export function createComposeValidator(): ComposeValidator {
  const { $schema: _, ...schema } = JSON.parse(
    readFileSync(new URL('./schema/compose-spec.json', import.meta.url), 'utf8'),
  ) as { readonly $schema: string };
  // The schema of schemas, and code that runs a million times, would cost three times as much.
  const cheap = { meta: false, validateSchema: false, code: { optimize: false } };
  const validate = new Ajv2020({ allErrors: true, strict: false, ...cheap }).compile(schema);
  return (value) => problemsOf(validate, value);
}

function problemsOf(validate: ValidateFunction, value: unknown): readonly SchemaProblem[] {
  if (validate(value)) return [];
  const problems = new Map<string, SchemaProblem>();
  for (const error of causesOf(validate.errors ?? [])) {
    const problem = tell(error);
    const key = JSON.stringify(problem.path);
    if (!problems.has(key)) problems.set(key, problem);
  }
  return [...problems.values()];
}

/**
 * A value that may have one of several shapes fails in each of them. What lies deepest is the shape that was meant; where
 * nothing lies deeper, the shapes are told together.
 */
function causesOf(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  return errors.filter((error) => {
    const choice = choices.find(
      (each) => each !== error && error.schemaPath !== each.schemaPath && isInside(error, each),
    );
    if (choices.includes(error)) return !errors.some((each) => each !== error && liesBelow(each, error));
    return choice === undefined || liesBelow(error, choice);
  });
}

function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  return error.instancePath === choice.instancePath || liesBelow(error, choice);
}

/** Also what is said of a member, although ajv points at the whole. */
function liesBelow(error: ErrorObject, choice: ErrorObject): boolean {
  return (
    pathOf(error).length > pathOf(choice).length && `${error.instancePath}/`.startsWith(choice.instancePath)
  );
}

function pathOf({ instancePath, keyword, params }: ErrorObject): readonly string[] {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keyword === 'additionalProperties' ? [...path, String(params.additionalProperty)] : path;
}

function tell(error: ErrorObject): SchemaProblem {
  return { path: pathOf(error), message: `${pathOf(error).join('.') || 'the file'} ${complain(error)}` };
}

function complain({ keyword, params, message = 'is not as it must be' }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return 'is no field that Compose knows';
    case 'type':
      return `must be ${[params.type].flat().join(' or ')}`;
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
    case 'required':
      return `lacks ${params.missingProperty}`;
    case 'oneOf':
    case 'anyOf':
      return 'has none of the shapes that Compose knows';
    default:
      return message;
  }
}
