import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { sanitizeLine } from './sanitize.ts';

export type JsonFile =
  | { readonly ok: true; readonly text: string; readonly value: unknown }
  | { readonly ok: false; readonly missing: boolean; readonly why: string };

/** Far more than any report has: every output that it quotes is cut. */
export const mostBytes: number = 32 * 1024 * 1024;

/** Reads a file from outside as JSON, within limits. What is wrong with it comes back as one line without its name. */
export function readJsonFile(file: string): JsonFile {
  let bytes: Buffer;
  try {
    const found = statSync(file);
    if (!found.isFile()) return { ok: false, missing: true, why: 'it is no file' };
    if (found.size > mostBytes)
      return bad(`it has ${Math.ceil(found.size / 1024 / 1024)} MiB, and no report has more than 32`);
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    return { ok: false, missing: true, why: 'there is no such file' };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { ok: true, text, value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return bad(`it is no JSON: ${asOneLine(error.message)}`);
    if (error instanceof TypeError) return bad('it is no text in UTF-8');
    throw error;
  }
}

/** The first thing that does not fit a schema, in one line. */
export function tellIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it does not fit';
  const at = issue.path.length === 0 ? 'at its top' : `at ${issue.path.map(String).join('.')}`;
  return asOneLine(`${at}: ${issue.message}`);
}

function bad(why: string): JsonFile {
  return { ok: false, missing: false, why };
}

/** A text of a file from outside, to be told of it: safe to show, on one line, and cut. */
export function asOneLine(text: string): string {
  const line = sanitizeLine(text);
  return line.length <= 200 ? line : `${line.slice(0, 200)}…`;
}
