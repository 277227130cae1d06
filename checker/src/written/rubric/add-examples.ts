import { isSeq, parseDocument, Scalar, stringify } from 'yaml';
import { normalize } from '../reading/normalize.ts';
import { readDocument } from './read-document.ts';
import { type Example, examplesSchema } from './rubric-schema.ts';

export interface AddedExamples {
  /** The whole file; null where nothing is new. */
  readonly text: string | null;
  readonly added: readonly Example[];
  /** Those whose words are in the file already, with the example that has them. */
  readonly known: readonly { readonly fresh: Example; readonly as: Example }[];
}

/**
 * Puts examples at the end of a file of examples, `before`, or of a new one where that is null. What stands there stays as it
 * is, to the byte; new entries look like the others. Throws where the outcome would not be read back as meant.
 */
export function addExamples(
  question: string,
  fresh: readonly Example[],
  before: string | null,
): AddedExamples {
  const old = before === null ? [] : examplesOf(before);
  const byWords = new Map(old.map((example) => [wordsOf(example.text), example]));
  const ids = new Set(old.map(({ id }) => id));
  const added: Example[] = [];
  const known: { fresh: Example; as: Example }[] = [];
  for (const example of fresh) {
    const words = wordsOf(example.text);
    const as = byWords.get(words);
    if (as !== undefined) {
      known.push({ fresh: example, as });
      continue;
    }
    const named = { ...example, id: freeId(example.id, ids) };
    ids.add(named.id);
    byWords.set(words, named);
    added.push(named);
  }
  if (added.length === 0) return { text: null, added, known };
  const text = inserted(before ?? `question: ${question}\nexamples:\n`, added);
  if (
    JSON.stringify(examplesOf(text)) !==
    JSON.stringify(examplesSchema.shape.examples.parse([...old, ...added]))
  )
    throw new Error(`the examples of ${question} would not be read as they were meant`);
  return { text, added, known };
}

/** Two texts that differ in nothing but case, marks and spaces are one example. */
function wordsOf(text: string): string {
  return (
    normalize(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ');
}

function examplesOf(text: string): Example[] {
  const reading = readDocument(examplesSchema, text, 'examples');
  if (!reading.ok) throw new Error(reading.problems[0]?.message ?? 'examples cannot be read');
  return reading.value.examples;
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number += 1) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

/** Behind the last entry, indented as the first is. A list in brackets is written anew. */
function inserted(text: string, added: readonly Example[]): string {
  const document = parseDocument(text);
  const list = document.get('examples', true);
  if (isSeq(list) && list.flow) {
    for (const example of added) document.addIn(['examples'], document.createNode(example, { flow: true }));
    return document.toString({ lineWidth: 0 });
  }
  const range = isSeq(list) ? list.range : null;
  const [start, end] = range ?? [text.length, text.length];
  const indent = range ? ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1)) : '  ';
  const head = text.slice(0, end);
  const entries = added
    .map(entryOf)
    .join('')
    .replace(/^(?=.)/gm, indent);
  return `${head}${head.endsWith('\n') ? '' : '\n'}${entries}${text.slice(end)}`;
}

function entryOf({ id, voice, text, covered, contradicted, misconceptions, by }: Example): string {
  const block = new Scalar(text);
  block.type = Scalar.BLOCK_LITERAL;
  const labels = Object.entries({ covered, contradicted, misconceptions }).filter(
    ([, ids]) => ids.length > 0,
  );
  const told = stringify([{ id, voice, ...(by === undefined ? {} : { by }), text: block }], { lineWidth: 0 });
  return `${told}${labels.map(([name, ids]) => `  ${name}: [${ids.join(', ')}]\n`).join('')}`;
}
