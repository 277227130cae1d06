import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ownTests } from '../judge/own-tests-digest.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { ownTestsFile } from '../workspace/layout.ts';

/** Of which tests the judge knows that they are good, as `JudgeResult.ownTests`; null when it knows of none. */
export function testsThatPassed(root: string, exercise: string): string | null {
  try {
    return readFileSync(ownTestsFile(root, exercise), 'utf8').trim();
  } catch {
    // Without it they are judged once more, which is all that can come of it.
    return null;
  }
}

/** Remembers the tests of a judging in which they passed. */
export async function rememberTests(
  root: string,
  { exercise, results, ownTests: digest }: JudgeResult,
): Promise<void> {
  const own = results.find(({ slug }) => slug === ownTests);
  if (own?.verdict.kind !== 'passed' || own.reused === true) return;
  const { default: writeFileAtomic } = await import('write-file-atomic');
  const file = ownTestsFile(root, exercise);
  mkdirSync(dirname(file), { recursive: true });
  await writeFileAtomic(file, `${digest}\n`);
}
