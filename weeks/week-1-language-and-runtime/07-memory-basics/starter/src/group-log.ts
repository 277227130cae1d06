import { readFile } from 'node:fs/promises';

export interface Group {
  readonly lines: number;
  readonly bytes: number;
}

/** How many lines of the log, and how many bytes, each service stands for. */
export async function groupLog(path: string): Promise<Map<string, Group>> {
  const text = await readFile(path, 'utf8');
  const rows = text.split('\n').map((line) => {
    const [service = '', bytes = '', message = ''] = line.split('\t');
    return { service, bytes: Number(bytes), message };
  });

  const groups = new Map<string, Group>();
  for (const [service, ofService] of Map.groupBy(rows, (row) => row.service)) {
    groups.set(service, {
      lines: ofService.length,
      bytes: ofService.reduce((sum, row) => sum + row.bytes, 0),
    });
  }
  return groups;
}
