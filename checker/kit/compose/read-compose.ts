import { type Path, readYaml, type YamlSource } from '../../src/course/yaml-source.ts';
import type { Place } from '../../src/judge/observation.ts';
import { checkReferences } from './check-references.ts';
import type { Compose, ComposeService } from './compose.ts';
import { readService } from './read-service.ts';
import type { ComposeValidator } from './validate-compose.ts';

export type ReadCompose =
  | { readonly kind: 'read'; readonly compose: Compose }
  /** Compose would refuse it. */
  | { readonly kind: 'refused'; readonly places: readonly Place[] };

/** A Compose file as one model, whichever form each field was written in. */
export function readCompose(text: string, file: string, validate: ComposeValidator): ReadCompose {
  const source = readYaml(text, file, { merge: true });
  if (source.problems.length > 0) return refused(source.problems);
  const problems = validate(source.value ?? null);
  if (problems.length > 0) {
    return refused(problems.map(({ path, message }) => source.atKey(indexed(path), message)));
  }
  const compose = modelOf(source, file);
  const loose = checkReferences(compose);
  return loose.length > 0 ? { kind: 'refused', places: loose } : { kind: 'read', compose };
}

/** A number within a list is one for the source too. */
function indexed(path: readonly string[]): Path {
  return path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function refused(problems: readonly { file: string; line?: number; message: string }[]): ReadCompose {
  return {
    kind: 'refused',
    places: problems.map(({ file, line, message }) => ({ file, line: line ?? 1, text: message })),
  };
}

function modelOf(source: YamlSource, file: string): Compose {
  const whole = mapOf(source.value);
  const services: readonly ComposeService[] = Object.entries(mapOf(whole.services)).map(([name, value]) =>
    readService(name, mapOf(value), (...path) => source.atKey(['services', name, ...path], '').line ?? 1),
  );
  return {
    file,
    services,
    service: (name) => services.find((each) => each.name === name) ?? null,
    volumes: Object.keys(mapOf(whole.volumes)),
    secrets: Object.keys(mapOf(whole.secrets)),
    place: ({ line }, text) => ({ file, line, text }),
  };
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
