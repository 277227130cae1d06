import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Submission } from './resolve-import.ts';

export interface SubmissionTexts extends Submission {
  /** Path relative to the submission → content, for the source files of `src/`. */
  readonly texts: ReadonlyMap<string, string>;
}

const sourceFile = /\.[cm]?[jt]sx?$/;

export function readSubmission(snapshot: string): SubmissionTexts {
  const files = listFiles(snapshot, 'src').sort();
  const sources = files.filter((file) => sourceFile.test(file));
  return {
    files: new Set(files),
    aliases: readAliases(snapshot),
    texts: new Map(sources.map((file) => [file, readFileSync(join(snapshot, file), 'utf8')])),
  };
}

function listFiles(snapshot: string, folder: string): string[] {
  return entriesOf(join(snapshot, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listFiles(snapshot, path);
    return entry.isFile() ? [path] : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** A package.json that cannot be read has no imports; whoever needs them is told at the import. */
function readAliases(snapshot: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(snapshot, 'package.json'), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('imports' in parsed)) return {};
    const { imports } = parsed;
    return typeof imports === 'object' && imports !== null ? (imports as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
