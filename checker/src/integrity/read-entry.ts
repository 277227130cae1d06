import type { Entry } from '../report/entry.ts';
import { readJsonFile, tellIssue } from '../report/parse-json.ts';
import { readReport } from '../report/read-report.ts';
import { signedReportSchema } from './envelope.ts';
import { readEnvelope } from './read-envelope.ts';
import type { Key } from './read-key.ts';
import { verifyReport } from './verify-report.ts';

export type EntryReading =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'bad'; readonly why: string };

/**
 * A report from a file, signed or not, as one of a class. Where there are keys it must be signed by one of them; where there
 * are none, its signature is not looked at.
 *
 * @param name what the submission is called where no signature says it
 */
export async function readEntry(file: string, name: string, keys: readonly Key[]): Promise<EntryReading> {
  const read = readJsonFile(file);
  if (!read.ok) return { kind: 'bad', why: read.why };
  if (keys.length > 0) {
    const verified = await verifyReport(read.text, read.value, keys);
    if (!verified.valid) return { kind: 'bad', why: verified.why };
    return { kind: 'entry', entry: entryOf(verified.signed, name) };
  }
  const envelope = readEnvelope(read.text, read.value);
  if (envelope.kind === 'broken') return { kind: 'bad', why: envelope.why };
  if (envelope.kind === 'unsigned') return unsigned(read.value, name);
  const signed = signedReportSchema.safeParse(payloadOf(envelope.envelope.payload));
  return signed.success
    ? { kind: 'entry', entry: entryOf(signed.data, name) }
    : { kind: 'bad', why: `what is signed in it is no report: ${tellIssue(signed.error)}` };
}

function entryOf(
  {
    submission,
    report,
  }: { submission: string | null; report: Extract<Entry, { report: unknown }>['report'] },
  name: string,
): Entry {
  return { submission: submission ?? name, report };
}

function unsigned(value: unknown, name: string): EntryReading {
  const reading = readReport(value);
  switch (reading.kind) {
    case 'report':
      return { kind: 'entry', entry: { submission: name, report: reading.report } };
    case 'empty':
    case 'refused':
      return { kind: 'entry', entry: { submission: name, kind: reading.kind, message: reading.message } };
    case 'bad':
      return reading;
    default:
      return reading satisfies never;
  }
}

function payloadOf(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
