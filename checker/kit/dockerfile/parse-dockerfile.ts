import { DockerfileParser, type Instruction as Line } from 'dockerfile-ast';
import { ValidationCode, validate } from 'dockerfile-utils';
import type { Place } from '../../src/judge/observation.ts';
import type { Command, Dockerfile, Instruction, ProcessInstruction, Stage } from './dockerfile.ts';
import { expandVariables, type Scope } from './expand-variables.ts';
import { readImageReference } from './image-reference.ts';
import { argumentsOf, readInstruction } from './read-instruction.ts';
import { splitWords } from './split-words.ts';

export type ParsedDockerfile =
  | { readonly kind: 'read'; readonly dockerfile: Dockerfile }
  /** Docker would refuse it. */
  | { readonly kind: 'refused'; readonly places: readonly Place[] };

/** Diagnostics of the language server that speak of an error, as its protocol counts them. */
const errorSeverity = 1;

/** Docker's own syntax grows faster than its checkers: what they do not know is no error. */
const unknownToThem: ReadonlySet<unknown> = new Set([
  ValidationCode.UNKNOWN_ADD_FLAG,
  ValidationCode.UNKNOWN_COPY_FLAG,
  ValidationCode.UNKNOWN_FROM_FLAG,
  ValidationCode.UNKNOWN_HEALTHCHECK_FLAG,
  ValidationCode.UNKNOWN_TYPE,
  ValidationCode.UNSUPPORTED_MODIFIER,
]);

/** @param args what is given instead of the values of ARGs before the first FROM, as by `--build-arg` */
export function parseDockerfile(
  text: string,
  file: string,
  args: Readonly<Record<string, string>> = {},
): ParsedDockerfile {
  const places = validate(text)
    .filter(({ severity, code }) => severity === errorSeverity && !unknownToThem.has(code))
    .map(({ range, message }) => ({ file, line: range.start.line + 1, text: String(message) }));
  if (places.length > 0) return { kind: 'refused', places };

  const lines = text.split(/\r?\n/);
  const all = DockerfileParser.parse(text).getInstructions();
  const first = all.findIndex((line) => line.getKeyword() === 'FROM');
  const globals = globalScope(all.slice(0, first), lines, args);
  const stages: Stage[] = [];
  const stage = (name: string) => findStage(stages, name);
  for (const group of groupByFrom(all.slice(first))) {
    stages.push(readStage(group, { index: stages.length, globals, lines, stage }));
  }
  const final = stages.at(-1);
  if (final === undefined) throw new Error('a Dockerfile without a FROM is refused before');
  return {
    kind: 'read',
    dockerfile: { stages, final, stage, place: ({ line }, told) => ({ file, line, text: told }) },
  };
}

interface StageSurroundings {
  readonly index: number;
  readonly globals: Scope;
  readonly lines: readonly string[];
  readonly stage: (name: string) => Stage | null;
}

/** ARGs before the first FROM: only FROM sees them, and stages that name them in an ARG of their own. */
function globalScope(
  before: readonly Line[],
  lines: readonly string[],
  args: Readonly<Record<string, string>>,
): Scope {
  const scope = new Map<string, string>();
  for (const line of before) {
    const instruction = readInstruction(line, { lines, scope, stage: () => null });
    if (instruction.keyword === 'ARG') {
      for (const [name, value] of Object.entries(instruction.values)) {
        scope.set(name, args[name] ?? value ?? '');
      }
    }
  }
  return scope;
}

function groupByFrom(all: readonly Line[]): { readonly from: Line; readonly rest: readonly Line[] }[] {
  const groups: { from: Line; rest: Line[] }[] = [];
  for (const line of all) {
    if (line.getKeyword() === 'FROM') groups.push({ from: line, rest: [] });
    else groups.at(-1)?.rest.push(line);
  }
  return groups;
}

function readStage(
  { from, rest }: { readonly from: Line; readonly rest: readonly Line[] },
  { index, globals, lines, stage }: StageSurroundings,
): Stage {
  const line = from.getRange().start.line + 1;
  const [image = '', as = '', name] = splitWords(argumentsOf(from)).map((word) =>
    expandVariables(word, globals),
  );
  const parent = stage(image);
  const instructions: Instruction[] = [];
  const scope = new Map<string, string>(Object.entries(parent?.environment ?? {}));
  const environment = { ...parent?.environment };
  let command: ProcessInstruction | null = parent?.command ?? null;
  let entrypoint: ProcessInstruction | null = parent?.entrypoint ?? null;
  let ownCommand = false;
  for (const each of rest) {
    const instruction = readInstruction(each, { lines, scope, stage });
    instructions.push(instruction);
    switch (instruction.keyword) {
      case 'ENV':
        for (const [variable, value] of Object.entries(instruction.values)) {
          scope.set(variable, value ?? '');
          environment[variable] = value ?? '';
        }
        break;
      case 'ARG':
        for (const [variable, value] of Object.entries(instruction.values)) {
          // An ENV of that name wins, wherever it stands.
          if (variable in environment) continue;
          scope.set(variable, value ?? globals.get(variable) ?? '');
        }
        break;
      case 'CMD':
        command = instruction;
        ownCommand = true;
        break;
      case 'ENTRYPOINT':
        entrypoint = instruction;
        if (!ownCommand) command = null;
        break;
    }
  }
  const lineage = [...(parent?.lineage ?? []), ...instructions];
  return {
    index,
    name: as.toLowerCase() === 'as' ? (name ?? null) : null,
    line,
    parent,
    base: parent?.base ?? readImageReference(image, line),
    instructions,
    lineage,
    sources: sourcesOf(parent, instructions),
    user: lineage.findLast((each) => each.keyword === 'USER') ?? null,
    healthcheck: lineage.findLast((each) => each.keyword === 'HEALTHCHECK') ?? null,
    entrypoint,
    command,
    process: processOf(entrypoint?.command ?? null, command?.command ?? null),
    environment,
  };
}

/** The nearest of that name, or of that number. */
function findStage(stages: readonly Stage[], name: string): Stage | null {
  const byName = stages.findLast((each) => each.name?.toLowerCase() === name.toLowerCase());
  return byName ?? (/^\d+$/.test(name) ? (stages[Number(name)] ?? null) : null);
}

function sourcesOf(parent: Stage | null, instructions: readonly Instruction[]): readonly Stage[] {
  const copied = instructions.flatMap((each) =>
    (each.keyword === 'COPY' || each.keyword === 'ADD') && each.from.kind === 'stage'
      ? [each.from.stage]
      : [],
  );
  const direct = parent === null ? copied : [parent, ...copied];
  return [...new Set(direct.flatMap((each) => [each, ...each.sources]))];
}

/** The arguments of CMD are appended to an ENTRYPOINT in exec form; one in shell form takes none. */
function processOf(entrypoint: Command | null, command: Command | null): Command | null {
  if (entrypoint === null) return command;
  if (entrypoint.form === 'shell' || command === null) return entrypoint;
  const behind = command.form === 'exec' ? command.words : ['/bin/sh', '-c', command.text];
  return {
    form: 'exec',
    words: [...entrypoint.words, ...behind],
    text: `${entrypoint.text} ${command.text}`,
  };
}
