import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** TCP_LISTEN in the tables of proc(5). */
const listening = '0A';

/** The TCP ports that a process listens on; null where the system does not tell. */
export function listeningPorts(pid: number): number[] | null {
  let files: string[];
  try {
    files = readdirSync(`/proc/${pid}/fd`).map((fd) => readLink(`/proc/${pid}/fd/${fd}`));
  } catch {
    return null;
  }
  const sockets = new Set(files.filter((file) => file.startsWith('socket:')));
  const ports = ['tcp', 'tcp6']
    .flatMap((table) => rowsOf(`/proc/${pid}/net/${table}`))
    .filter((row) => row[3] === listening && sockets.has(`socket:[${row[9]}]`))
    .map((row) => Number.parseInt((row[1] ?? '').split(':')[1] ?? '', 16));
  return [...new Set(ports)].sort((a, b) => a - b);
}

function rowsOf(table: string): string[][] {
  try {
    const [, ...rows] = readFileSync(table, 'latin1').trimEnd().split('\n');
    return rows.map((row) => row.trim().split(/\s+/));
  } catch {
    return [];
  }
}

/** Files come and go while their folder is read. */
function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
