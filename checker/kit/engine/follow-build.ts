import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

export type BuildEvent =
  | { readonly kind: 'built'; readonly log: string }
  | { readonly kind: 'failed'; readonly log: string; readonly error: string }
  /** The stream was cut by the caller's signal. */
  | { readonly kind: 'late'; readonly log: string; readonly step: string };

/** Characters of what the builder says that are kept: the first and the last of them tell most. */
const keptCharacters = 200_000;

/**
 * Reads what the engine says while it builds: a JSON object a line.
 *
 * @param onStep called for each `Step 3/9 : RUN …` with a promise that settles when the next one begins
 */
export async function followBuild(
  stream: AsyncIterable<Buffer>,
  onStep: (step: string, rest: Promise<void>) => void,
): Promise<BuildEvent> {
  let log = '';
  let step = 'the start';
  let error: string | null = null;
  let over = Promise.withResolvers<void>();
  try {
    for await (const line of createInterface({
      input: Readable.from(stream),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      const said = parse(line);
      if (typeof said.error === 'string') error = said.error;
      if (typeof said.stream !== 'string') continue;
      // The engine colours what a step says on stderr.
      const text = said.stream.replace(/\u001b\[[\d;]*m/g, '');
      log = `${log}${text}`;
      if (log.length > 2 * keptCharacters)
        log = `${log.slice(0, keptCharacters)}\n…\n${log.slice(-keptCharacters)}`;
      const next = /^Step \d+\/\d+ : .*/.exec(text);
      if (next === null) continue;
      [step] = next;
      over.resolve();
      over = Promise.withResolvers();
      onStep(step, over.promise);
    }
  } catch {
    return { kind: 'late', log, step };
  } finally {
    over.resolve();
  }
  return error === null ? { kind: 'built', log } : { kind: 'failed', log, error };
}

function parse(line: string): { readonly stream?: unknown; readonly error?: unknown } {
  try {
    return JSON.parse(line) as { readonly stream?: unknown; readonly error?: unknown };
  } catch {
    return {};
  }
}
