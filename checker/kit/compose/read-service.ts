import { splitWords } from '../dockerfile/split-words.ts';
import type {
  ComposeBuild,
  ComposeCommand,
  ComposeHealthcheck,
  ComposeService,
  Dependency,
  Setting,
} from './compose.ts';
import { readMount, readPort } from './read-mounts-and-ports.ts';
import { readSetting } from './read-setting.ts';

type Fields = Readonly<Record<string, unknown>>;
type LineOf = (...path: (string | number)[]) => number;

/** One service of a file that the schema has let pass. */
export function readService(name: string, fields: Fields, lineOf: LineOf): ComposeService {
  const setting = (field: string) => readSetting(fields[field], lineOf(field));
  const command = (field: string) => readCommand(fields[field], lineOf(field));
  const each = <T>(field: string, read: (item: unknown, line: number) => T): T[] =>
    listOf(fields[field]).map((item, index) => read(item, lineOf(field, index)));
  return {
    name,
    line: lineOf(),
    image: setting('image'),
    build: readBuild(fields.build, lineOf),
    command: command('command'),
    entrypoint: command('entrypoint'),
    dependsOn: readDependencies(fields.depends_on, lineOf),
    healthcheck: readHealthcheck(fields.healthcheck, lineOf),
    volumes: each('volumes', readMount).concat(
      listOf(fields.tmpfs).map((target, index) => ({
        kind: 'tmpfs',
        source: null,
        target: String(target),
        readOnly: false,
        line: lineOf('tmpfs', index),
      })),
    ),
    environment: readPairs(fields.environment, (key) => lineOf('environment', key)),
    envFiles: each('env_file', (item, line) => readSetting(isFields(item) ? item.path : item, line)).filter(
      (file) => file !== null,
    ),
    ports: each('ports', readPort),
    limits: readLimits(fields, lineOf),
    secrets: each('secrets', (item) => String(isFields(item) ? item.source : item)),
    user: setting('user'),
    restart: setting('restart'),
    readOnly: fields.read_only === true || fields.read_only === 'true',
    profiles: listOf(fields.profiles).map(String),
    lineOf,
  };
}

function readBuild(build: unknown, lineOf: LineOf): ComposeBuild | null {
  if (build === undefined || build === null) return null;
  const line = lineOf('build');
  if (!isFields(build)) {
    return { context: String(build), dockerfile: null, target: null, args: {}, line };
  }
  return {
    context: textOf(build.context) ?? '.',
    dockerfile: textOf(build.dockerfile),
    target: textOf(build.target),
    args: readPairs(build.args, (key) => lineOf('build', 'args', key)),
    line,
  };
}

/** A list is handed on as it is; a text is split at blanks, since Compose starts no shell for it. */
function readCommand(command: unknown, line: number): ComposeCommand | null {
  if (command === undefined || command === null) return null;
  return Array.isArray(command)
    ? { form: 'exec', words: command.map(String), line }
    : { form: 'exec', words: splitWords(String(command)), line };
}

/** The short form waits for no more than the start. */
function readDependencies(dependsOn: unknown, lineOf: LineOf): Dependency[] {
  if (!isFields(dependsOn)) {
    return listOf(dependsOn).map((service, index) => ({
      service: String(service),
      condition: 'service_started',
      line: lineOf('depends_on', index),
    }));
  }
  return Object.entries(dependsOn).map(([service, wish]) => ({
    service,
    condition: conditionOf(isFields(wish) ? wish.condition : undefined),
    line: lineOf('depends_on', service),
  }));
}

function conditionOf(condition: unknown): Dependency['condition'] {
  return condition === 'service_healthy' || condition === 'service_completed_successfully'
    ? condition
    : 'service_started';
}

function readHealthcheck(healthcheck: unknown, lineOf: LineOf): ComposeHealthcheck | null {
  if (!isFields(healthcheck)) return null;
  const { test } = healthcheck;
  const [kind, ...words] = Array.isArray(test)
    ? test.map(String)
    : ['CMD-SHELL', ...(textOf(test) ? [textOf(test) ?? ''] : [])];
  const disabled = healthcheck.disable === true || healthcheck.disable === 'true' || kind === 'NONE';
  const line = lineOf('healthcheck', 'test');
  const command: ComposeCommand =
    kind === 'CMD'
      ? { form: 'exec', words, line }
      : { form: 'shell', words: splitWords(words.join(' ')), line };
  return {
    disabled,
    command: disabled || words.length === 0 ? null : command,
    interval: textOf(healthcheck.interval),
    timeout: textOf(healthcheck.timeout),
    startPeriod: textOf(healthcheck.start_period),
    retries: textOf(healthcheck.retries),
    line: lineOf('healthcheck'),
  };
}

function readLimits(fields: Fields, lineOf: LineOf): ComposeService['limits'] {
  const path = ['deploy', 'resources', 'limits'] as const;
  const limits = path.reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), fields);
  const read = (name: string, older: string) =>
    isFields(limits) && limits[name] !== undefined
      ? readSetting(limits[name], lineOf(...path, name))
      : readSetting(fields[older], lineOf(older));
  return {
    memory: read('memory', 'mem_limit'),
    cpus: read('cpus', 'cpus'),
    processes: read('pids', 'pids_limit'),
  };
}

/** A map, or a list of `NAME=value`. A name alone is passed on from the environment. */
function readPairs(
  pairs: unknown,
  lineOf: (key: string | number) => number,
): Readonly<Record<string, Setting>> {
  const entries: [string, unknown, number][] = isFields(pairs)
    ? Object.entries(pairs).map(([name, value]) => [name, value, lineOf(name)])
    : listOf(pairs).map((pair, index) => {
        const [name = '', value] = String(pair).split(/=(.*)/s);
        return [name, value, lineOf(index)];
      });
  const passedOn = (name: string, line: number): Setting => ({
    value: null,
    line,
    variables: [{ name, otherwise: null, required: false }],
    hardcoded: false,
  });
  return Object.fromEntries(
    entries.map(([name, value, line]) => [name, readSetting(value, line) ?? passedOn(name, line)]),
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
