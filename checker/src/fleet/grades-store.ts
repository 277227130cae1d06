import { hash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { JudgeResult } from '../judge/verdict.ts';
import { gradesMark } from './grades-folder.ts';

/** What stands in a folder of grades, so that a class can be gone on with. Hold the folder first (hold-grades.ts). */
export interface GradesStore {
  /** A result that was found earlier, by its key; null where there is none, or where it was changed by hand. */
  read(key: string): JudgeResult | null;
  write(key: string, result: JudgeResult): Promise<void>;
  /** @param file relative to the folder, as in `reports/ada.json` */
  writeReport(file: string, text: string): Promise<void>;
  /** Of what has none any more; nothing where there is none. */
  removeReport(file: string): void;
  writeGrades(text: string): Promise<void>;
  /** One line for people who ask afterwards what happened when; nothing is decided by it. */
  note(event: Readonly<Record<string, unknown>>): void;
}

const version = 1;

export function openGradesStore(folder: string, now: () => Date): GradesStore {
  const journal = join(folder, gradesMark);
  for (const part of ['.', 'results', 'reports']) {
    mkdirSync(join(folder, part), { recursive: true });
    removeUnfinished(join(folder, part));
  }
  mend(journal);
  return {
    read(key) {
      const file = resultFile(folder, key);
      return existsSync(file) ? parse(readFileSync(file, 'utf8')) : null;
    },
    async write(key, result) {
      const text = JSON.stringify({ format, version, checksum: checksum(result), result });
      await writeFileAtomic(resultFile(folder, key), `${text}\n`);
    },
    async writeReport(file, text) {
      const path = join(folder, file);
      if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
      await writeFileAtomic(path, text);
    },
    removeReport(file) {
      rmSync(join(folder, file), { force: true });
    },
    async writeGrades(text) {
      await writeFileAtomic(join(folder, 'grades.json'), text);
    },
    note(event) {
      appendFileSync(journal, `${JSON.stringify({ at: now().toISOString(), ...event })}\n`);
    },
  };
}

const format = 'backend-workbook-judging';

function resultFile(folder: string, key: string): string {
  return join(folder, 'results', `${key}.json`);
}

function parse(text: string): JudgeResult | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('result' in value) || !('checksum' in value))
      return null;
    if (!('version' in value) || value.version !== version) return null;
    // The right checksum says that a checker wrote it; there is nothing more to validate.
    return value.checksum === checksum(value.result) ? (value.result as JudgeResult) : null;
  } catch {
    return null;
  }
}

function checksum(result: unknown): string {
  return hash('sha256', JSON.stringify(result));
}

/** What write-file-atomic was writing when its checker was killed, before it would have had its name. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) if (/\.json\.\d+$/.test(name)) rmSync(join(folder, name));
}

/** A checker that was killed may have left half a line. */
function mend(journal: string): void {
  const text = existsSync(journal) ? readFileSync(journal, 'utf8') : '';
  if (text === '' || !text.endsWith('\n')) appendFileSync(journal, text === '' ? '' : '\n');
}
