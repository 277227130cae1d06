import { expectThat, type Files, type Teaching } from 'checker/kit';

/** The files of the working directory must be what they were; the first that is not is told. */
export function expectUntouched(
  files: Files,
  before: Readonly<Record<string, string>>,
  teaching: Teaching,
): void {
  const after = files.fingerprint();
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = names.find((name) => before[name] !== after[name]);
  expectThat(changed === undefined, {
    ...teaching,
    expected:
      changed !== undefined && before[changed] === undefined
        ? `no new file, and none named ${changed}`
        : `${changed} to stay as it was: ${before[changed ?? '']}`,
    saw: after[changed ?? ''] === undefined ? 'it is gone' : `it has ${after[changed ?? '']}`,
  });
}
