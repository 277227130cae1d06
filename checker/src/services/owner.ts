import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { ownerLives, startOf } from '../box/run-folder.ts';

/**
 * Marks what a run makes outside of its folder: databases, leases, containers. A later run on the same machine can tell
 * from it whether the owner is gone. Letters, digits and `_` only: it stands in names of databases.
 */
export function ownerMark(pid: number = process.pid): string {
  return `${machineMark()}_${pid}_${startOf(pid)}`;
}

/** False for marks of other machines, whose processes cannot be seen from here. */
export function ownerIsGone(mark: string): boolean {
  const [machine, pid, startTicks, ...rest] = mark.split('_');
  if (machine !== machineMark() || rest.length > 0) return false;
  return !ownerLives(Number(pid), Number(startTicks));
}

function machineMark(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}
