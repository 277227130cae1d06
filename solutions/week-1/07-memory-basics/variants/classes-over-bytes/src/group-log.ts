import { open } from 'node:fs/promises';

export interface Group {
  lines: number;
  bytes: number;
}

const tab = 0x09;
const lineFeed = 0x0a;

/** One buffer for the whole file: what is left of a cut line moves to its front. It grows only for a longer line. */
export async function groupLog(path: string): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>();
  const file = await open(path, 'r');
  try {
    let buffer = Buffer.allocUnsafe(128 * 1024);
    let filled = 0;
    for (;;) {
      if (filled === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
      if (bytesRead === 0) break;
      filled += bytesRead;
      const rest = takeLines(buffer.subarray(0, filled), groups);
      buffer.copyWithin(0, filled - rest, filled);
      filled = rest;
    }
    if (filled > 0) takeLine(buffer.subarray(0, filled), groups);
  } finally {
    await file.close();
  }
  return groups;
}

/** How many bytes are left after the last line feed. */
function takeLines(bytes: Buffer, groups: Map<string, Group>): number {
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
    if (end > start) takeLine(bytes.subarray(start, end), groups);
    start = end + 1;
  }
  return bytes.length - start;
}

function takeLine(line: Buffer, groups: Map<string, Group>): void {
  const first = line.indexOf(tab);
  const second = line.indexOf(tab, first + 1);
  const service = line.toString('utf8', 0, first);
  const group = groups.get(service) ?? { lines: 0, bytes: 0 };
  group.lines++;
  group.bytes += Number(line.toString('latin1', first + 1, second));
  groups.set(service, group);
}
