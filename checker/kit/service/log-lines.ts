import type { CappedOutput } from '../../src/box/box.ts';
import type { LogLine } from './service-host.ts';

/** The JSON objects that a service has logged so far, one a line. Lines that are none are left out. */
export function readLogLines(output: Pick<CappedOutput, 'bytes'>): () => readonly LogLine[] {
  const lines: LogLine[] = [];
  let read = 0;
  return () => {
    const bytes = output.bytes();
    const end = bytes.lastIndexOf('\n') + 1;
    for (const line of bytes.toString('utf8', read, end).split('\n')) {
      const parsed = parseLine(line);
      if (parsed !== null) lines.push(parsed);
    }
    read = Math.max(read, end);
    return lines;
  };
}

/** The first line that satisfies the test; null past the patience or at the end of the output. */
export async function nextLine({
  output,
  logs,
  test,
  patienceMs,
  signal,
}: {
  readonly output: Pick<CappedOutput, 'until'>;
  readonly logs: () => readonly LogLine[];
  readonly test: (line: LogLine) => boolean;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}): Promise<LogLine | null> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    return await output.until(() => logs().find(test), AbortSignal.any([signal, patience]));
  } catch (error) {
    if (patience.aborted) return null;
    throw error;
  }
}

function parseLine(line: string): LogLine | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return null;
  }
}
