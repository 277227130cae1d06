import { FlattenedSign } from 'jose';
import type { Report } from '../report/schema.ts';
import type { SignedReport } from './envelope.ts';
import type { Key } from './read-key.ts';

export interface Signing {
  readonly key: Key;
  /** What the grader calls the submission; null where it has no name. */
  readonly submission: string | null;
  readonly at: Date;
}

/** The report in a signed envelope (envelope.ts), as the text of a file. */
export async function signReport(report: Report, { key, submission, at }: Signing): Promise<string> {
  const signed: SignedReport = {
    format: 'backend-workbook-signed-report',
    version: 1,
    submission,
    signedAt: at.toISOString(),
    report,
  };
  const envelope = await new FlattenedSign(new TextEncoder().encode(JSON.stringify(signed)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.id, typ: 'backend-workbook-report+jws' })
    .sign(key.key);
  return `${JSON.stringify(envelope, null, 2)}\n`;
}
