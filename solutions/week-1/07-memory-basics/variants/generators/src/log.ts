import { createReadStream } from 'node:fs';

export type Group = { lines: number; bytes: number };

export async function groupLog(path: string): Promise<Map<string, Group>> {
  // An object's keys are copies of their own, unlike those of a Map. Without a prototype every name is free.
  const groups: Record<string, Group> = Object.create(null);
  for await (const line of linesOf(createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 }))) {
    const end = line.indexOf('\t');
    const service = line.slice(0, end);
    groups[service] ??= { lines: 0, bytes: 0 };
    groups[service].lines += 1;
    groups[service].bytes += Number.parseInt(line.slice(end + 1), 10);
  }
  return new Map(Object.entries(groups));
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let cut = '';
  for await (const piece of pieces) {
    const lines = (cut + piece).split('\n');
    cut = lines.pop() ?? '';
    for (const line of lines) if (line.length > 0) yield line;
  }
  if (cut.length > 0) yield cut;
}
