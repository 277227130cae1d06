import { join } from 'node:path';

/** The learner's folder for one exercise. */
export function workspaceFolder(root: string, exercise: string): string {
  return join(root, 'workspace', exercise);
}

/** What the checker keeps beside the learner's folders: the record, saved attempts, unfinished work. */
export function recordFolder(root: string): string {
  return join(root, 'workspace', '.checker');
}

export function attemptsFolder(root: string, exercise: string): string {
  return join(recordFolder(root), 'attempts', exercise);
}

/** Timelines of an exercise's failures, each as a picture and as data. */
export function tracesFolder(root: string, exercise: string): string {
  return join(recordFolder(root), 'traces', exercise);
}

/** Says which tests of the learner's the judge has found good. */
export function ownTestsFile(root: string, exercise: string): string {
  return join(recordFolder(root), 'own-tests', exercise);
}

/** Folders that are being put together, before they are renamed into place. */
export function layingFolder(root: string): string {
  return join(recordFolder(root), 'laying');
}
