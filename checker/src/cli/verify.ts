import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CheckerError } from '../errors.ts';
import type { SignedReport } from '../integrity/envelope.ts';
import { type Key, readPublicKey } from '../integrity/read-key.ts';
import { tellVerification } from '../integrity/tell-verification.ts';
import {
  type CourseVerdict,
  coveredBy,
  type FileVerification,
  type FolderVerdict,
} from '../integrity/verification.ts';
import { verifyReport } from '../integrity/verify-report.ts';
import { digestFolder } from '../judge/digest-folder.ts';
import { readJsonFile } from '../report/parse-json.ts';
import { snapshotSubmission } from '../workspace/snapshot.ts';
import { defineCommand } from './command.ts';
import type { Context } from './context.ts';
import { openCourse } from './open.ts';
import { writeJson } from './write-json.ts';

export const verify = defineCommand({
  arguments: { files: { kind: 'many', summary: 'signed reports' } },
  options: {
    key: {
      kind: 'list',
      placeholder: 'public.pem',
      summary: 'the public key to trust; may be repeated',
    },
    submission: {
      kind: 'text',
      placeholder: 'folder',
      summary: 'also look whether this folder is what was judged',
    },
    json: { kind: 'flag', summary: 'for machines' },
  },
  description:
    'Exit code: 0 every report is signed by a key that you gave, and about the folder where you named one; 1 one is not; 2 wrong usage. Whether the course is the one at hand is told, and decides nothing.',
  examples: [
    ['verify ada.json --key grading.pub.pem', 'whether it was signed, and what it says'],
    ['verify ada.json --key grading.pub.pem --submission work/ada', 'and whether that is what was judged'],
  ],
  async run(context, { files }, { key: keyFiles, submission, json }) {
    refuseUnclear(files, keyFiles, submission);
    const keys = await Promise.all(keyFiles.map((file) => readPublicKey(resolve(context.cwd, file))));
    const folder = submission === undefined ? null : await digestSubmission(context, submission);
    const results: FileVerification[] = [];
    for (const file of files) results.push(await verifyFile(context, file, keys, folder));
    if (json) writeJson(context, { format: 'backend-workbook-verification', version: 1, results });
    else context.stdout.write(results.map(tellVerification).join('\n'));
    return results.every(({ ok }) => ok) ? 0 : 1;
  },
});

function refuseUnclear(
  files: readonly string[],
  keyFiles: readonly string[],
  submission: string | undefined,
): void {
  const refuse = (message: string, hint: string) => new CheckerError('USAGE', message, { hint });
  if (files.length === 0)
    throw refuse(
      'no report was named',
      'For example: `npm run checker -- verify ada.json --key grading.pub.pem`.',
    );
  if (keyFiles.length === 0)
    throw refuse(
      'no key was named',
      '--key names the public key to trust. A report cannot say which key to trust.',
    );
  if (submission !== undefined && files.length > 1)
    throw refuse('--submission is about one report, and several were named', 'Verify them one by one.');
}

async function verifyFile(
  context: Context,
  file: string,
  keys: readonly Key[],
  folder: { readonly path: string; readonly digest: string } | null,
): Promise<FileVerification> {
  const read = readJsonFile(resolve(context.cwd, file));
  if (!read.ok && read.missing)
    throw new CheckerError('USAGE', `${file}: ${read.why}`, { hint: 'Name the file of a signed report.' });
  if (!read.ok) return { file, ok: false, valid: false, why: read.why };
  const verified = await verifyReport(read.text, read.value, keys);
  if (!verified.valid) return { file, ok: false, valid: false, why: verified.why };
  const { signed, kid } = verified;
  const compared: FolderVerdict | null =
    folder === null
      ? null
      : { ...folder, isWhatWasJudged: folder.digest === signed.report.provenance.snapshot };
  return {
    file,
    ok: compared?.isWhatWasJudged ?? true,
    valid: true,
    keyId: kid,
    folder: compared,
    course: await compareCourse(context, signed),
    covers: coveredBy(signed),
  };
}

/** The digest that the judge would take of a folder, by the same rules of what belongs to a submission. */
async function digestSubmission(
  { cwd, signal }: Context,
  path: string,
): Promise<{ readonly path: string; readonly digest: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'checker-verify-'));
  try {
    const { digest } = await snapshotSubmission(resolve(cwd, path), join(folder, 'snapshot'), { signal });
    return { path, digest };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareCourse(context: Context, { report }: SignedReport): Promise<CourseVerdict> {
  try {
    const { exercises, drafts } = await openCourse(context);
    const exercise = [...exercises, ...drafts].find(({ id }) => id === report.exercise.id);
    if (exercise === undefined) return 'not-here';
    return digestFolder(exercise.folder) === report.provenance.course ? 'same' : 'different';
  } catch (error) {
    // Whoever verifies need not have the course.
    if (error instanceof CheckerError) return 'not-here';
    throw error;
  }
}
