import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Group {
  readonly lines: number;
  readonly bytes: number;
}

/** Lines and bytes of each service in a log. At any time it holds a piece of the file and the groups, never the file. */
export async function groupLog(path: string): Promise<Map<string, Group>> {
  const groups = new Map<string, { lines: number; bytes: number }>();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (line === '') continue;
    const [service = '', bytes = ''] = line.split('\t', 2);
    const group = groups.get(service);
    if (group === undefined) {
      groups.set(detached(service), { lines: 1, bytes: Number(bytes) });
    } else {
      group.lines += 1;
      group.bytes += Number(bytes);
    }
  }
  return groups;
}

/** A piece of a string may be a view that keeps the whole string alive. This one has bytes of its own. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}
