import { z } from 'zod';
import { reportSchema } from '../report/schema.ts';

/**
 * A signed report is a JWS in its flattened JSON form (RFC 7515, section 7.2.2). What is signed are the bytes of the payload
 * as they stand in it, so that nothing hangs on how JSON is written; and libraries for it exist in every language.
 *
 * The header has exactly these three fields, all of them signed. One algorithm: an envelope cannot choose another.
 */
export const headerSchema = z.strictObject({
  alg: z.literal('EdDSA'),
  kid: z.string(),
  typ: z.literal('backend-workbook-report+jws'),
});

export const envelopeSchema = z.strictObject({
  payload: z.string(),
  protected: z.string(),
  signature: z.string(),
});

export type Envelope = z.output<typeof envelopeSchema>;

/** What is signed: the report, which holds the provenance, with whose it is and when it was signed. */
export const signedReportSchema = z
  .strictObject({
    format: z.literal('backend-workbook-signed-report'),
    version: z.literal(1),
    submission: z
      .string()
      .nullable()
      .describe('what the grader calls the submission; null where it has no name'),
    signedAt: z.iso.datetime(),
    report: reportSchema,
  })
  .readonly();

export type SignedReport = z.output<typeof signedReportSchema>;
