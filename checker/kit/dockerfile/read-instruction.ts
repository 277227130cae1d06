import { type Instruction as Line, ModifiableInstruction, PropertyInstruction } from 'dockerfile-ast';
import type { At, CopyInstruction, Instruction, Stage } from './dockerfile.ts';
import { expandVariables, type Scope } from './expand-variables.ts';
import { readImageReference } from './image-reference.ts';
import { readArray, readCommand } from './read-command.ts';
import { splitWords } from './split-words.ts';

export interface Surroundings {
  /** Of the whole file. */
  readonly lines: readonly string[];
  readonly scope: Scope;
  /** The stages before this one, which COPY may name. */
  readonly stage: (name: string) => Stage | null;
}

/** One instruction of a stage. What is no instruction of Docker's has been refused before. */
export function readInstruction(line: Line, around: Surroundings): Instruction {
  const at = placeOf(line, around.lines);
  const text = argumentsOf(line);
  const words = () => expandedWords(text, around.scope);
  const keyword = line.getKeyword();
  switch (keyword) {
    case 'COPY':
    case 'ADD':
      return { ...at, ...readCopy(keyword, line, text, around, at.line) };
    case 'RUN':
      return { ...at, keyword, command: readCommand(text), mounts: readMounts(line) };
    case 'CMD':
    case 'ENTRYPOINT':
      return { ...at, keyword, command: readCommand(text) };
    case 'USER': {
      const [user = ''] = (words()[0] ?? '').split(':');
      return { ...at, keyword, user, root: user === 'root' || /^0+$/.test(user) };
    }
    case 'HEALTHCHECK': {
      const [, kind = '', command = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
      const none = kind.toUpperCase() === 'NONE';
      return { ...at, keyword, command: none ? null : readCommand(command), options: flagsOf(line) };
    }
    case 'ENV':
    case 'ARG':
    case 'LABEL':
      return { ...at, keyword, values: readValues(line, around) };
    default:
      return { ...at, keyword: keyword as 'WORKDIR', words: words() };
  }
}

function placeOf(line: Line, lines: readonly string[]): At {
  const { start, end } = line.getRange();
  return {
    line: start.line + 1,
    endLine: end.line + 1,
    text: lines.slice(start.line, end.line + 1).join('\n'),
  };
}

/** Behind keyword and flags, on one line, without comments; what a heredoc holds keeps its lines. */
export function argumentsOf(line: Line): string {
  const content = line.getArgumentsContent() ?? '';
  if (readArray(content) !== null || isHeredoc(content)) return content;
  return line
    .getArguments()
    .map((argument) => argument.getValue())
    .join(' ');
}

function isHeredoc(content: string): boolean {
  return /(^|\s)<<-?["']?\w/.test(content) && content.includes('\n');
}

function expandedWords(text: string, scope: Scope): string[] {
  return (readArray(text) ?? splitWords(text)).map((word) => expandVariables(word, scope));
}

function readCopy(
  keyword: 'COPY' | 'ADD',
  line: Line,
  text: string,
  { scope, stage }: Surroundings,
  at: number,
): CopyInstruction {
  // The lines below are what `COPY <<EOF file` writes there.
  const [first = ''] = text.split('\n', 1);
  const paths = expandedWords(readArray(text) === null ? first : text, scope);
  const { from, chown } = flagsOf(line);
  return {
    keyword,
    sources: paths.slice(0, -1),
    destination: paths.at(-1) ?? '',
    from: from === undefined ? { kind: 'context' } : readFrom(expandVariables(from, scope), stage, at),
    owner: chown ?? null,
  };
}

function readFrom(name: string, stage: Surroundings['stage'], at: number): CopyInstruction['from'] {
  const found = stage(name);
  return found === null
    ? { kind: 'image', image: readImageReference(name, at) }
    : { kind: 'stage', stage: found };
}

function flagsOf(line: Line): Readonly<Record<string, string>> {
  if (!(line instanceof ModifiableInstruction)) return {};
  return Object.fromEntries(line.getFlags().map((flag) => [flag.getName(), flag.getValue() ?? 'true']));
}

function readMounts(line: Line): Readonly<Record<string, string>>[] {
  if (!(line instanceof ModifiableInstruction)) return [];
  return line
    .getFlags()
    .filter((flag) => flag.getName() === 'mount')
    .map((flag) =>
      Object.fromEntries(
        (flag.getValue() ?? '').split(',').map((pair) => {
          const [name = '', value = 'true'] = pair.split(/=(.*)/s);
          return [name, value];
        }),
      ),
    );
}

/** An ARG without a value has null. Values on one line see what was set before it, and not each other. */
function readValues(line: Line, { scope, lines }: Surroundings): Readonly<Record<string, string | null>> {
  if (!(line instanceof PropertyInstruction)) return {};
  return Object.fromEntries(
    line.getProperties().map((property) => {
      const range = property.getValueRange();
      // Quotes are still there: what they hold is read by the same rules as everywhere.
      const raw = range === null ? null : textIn(lines, range).replace(/\\\n\s*/g, '');
      return [property.getName(), raw === null ? null : expandVariables(raw, scope)];
    }),
  );
}

function textIn(
  lines: readonly string[],
  { start, end }: NonNullable<ReturnType<Line['getArgumentsRange']>>,
): string {
  const taken = lines.slice(start.line, end.line + 1);
  return taken
    .map((line, index) =>
      line.slice(index === 0 ? start.character : 0, index === taken.length - 1 ? end.character : line.length),
    )
    .join('\n');
}
