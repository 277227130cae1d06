import { errors, flattenedVerify } from 'jose';
import { tellIssue } from '../report/parse-json.ts';
import { headerSchema, type SignedReport, signedReportSchema } from './envelope.ts';
import { readEnvelope } from './read-envelope.ts';
import type { Key } from './read-key.ts';

export type Verification =
  | { readonly valid: true; readonly kid: string; readonly signed: SignedReport }
  | { readonly valid: false; readonly why: string };

/**
 * Whether a text is a report that one of the keys signed. Nothing of the payload is read before its signature is found right;
 * what it says of the key, in `kid`, only chooses among those that are trusted.
 */
export async function verifyReport(
  text: string,
  value: unknown,
  keys: readonly Key[],
): Promise<Verification> {
  const reading = readEnvelope(text, value);
  if (reading.kind === 'unsigned') return invalid(`it is not signed: ${reading.why}`);
  if (reading.kind === 'broken') return invalid(reading.why);
  const header = headerSchema.safeParse(parsed(reading.envelope.protected));
  if (!header.success) return invalid('its header is not that of a signed report of this project');
  const { kid } = header.data;
  const key = keys.find(({ id }) => id === kid);
  if (key === undefined) return invalid('it names another key than the one to verify with');
  let payload: Uint8Array;
  try {
    ({ payload } = await flattenedVerify(reading.envelope, key.key, { algorithms: ['EdDSA'] }));
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return invalid('the signature does not fit what it should cover');
  }
  const signed = signedReportSchema.safeParse(parsed(payload));
  if (!signed.success)
    return invalid(`what is signed is no report that this checker reads: ${tellIssue(signed.error)}`);
  return { valid: true, kid, signed: signed.data };
}

function invalid(why: string): Verification {
  return { valid: false, why };
}

/** Undefined where it is no JSON in UTF-8; no schema takes that. */
function parsed(part: string | Uint8Array): unknown {
  try {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'base64url') : part;
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
