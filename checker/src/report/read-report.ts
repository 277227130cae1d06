import { z } from 'zod';
import { asOneLine, tellIssue } from './parse-json.ts';
import { type Report, reportSchema } from './schema.ts';

export type ReportReading =
  | { readonly kind: 'report'; readonly report: Report }
  /** What `check --json` says of a submission that it could not take. */
  | { readonly kind: 'refused' | 'empty'; readonly message: string }
  | { readonly kind: 'bad'; readonly why: string };

/** A report that was made earlier, from JSON that anybody may have written. */
export function readReport(value: unknown): ReportReading {
  const failure = failureSchema.safeParse(value);
  if (failure.success) return readFailure(failure.data.error);
  const head = headSchema.safeParse(value);
  if (!head.success) return { kind: 'bad', why: 'it is no report of this project' };
  if (head.data.version !== 1)
    return {
      kind: 'bad',
      why: asOneLine(`expected version 1 of a report, got ${JSON.stringify(head.data.version)}`),
    };
  const parsed = reportSchema.safeParse(value);
  if (parsed.success) return { kind: 'report', report: parsed.data };
  return { kind: 'bad', why: `it is no whole report: ${tellIssue(parsed.error)}` };
}

const headSchema = z.looseObject({
  format: z.literal('backend-workbook-report'),
  version: z.union([z.number(), z.string().max(20), z.null()]).optional(),
});

const failureSchema = z.strictObject({
  error: z.looseObject({ code: z.string(), message: z.string() }),
});

function readFailure({ code, message }: { code: string; message: string }): ReportReading {
  if (code === 'SUBMISSION_MISSING') return { kind: 'empty', message };
  if (/^(SUBMISSION|ARCHIVE)_/.test(code)) return { kind: 'refused', message };
  return { kind: 'bad', why: asOneLine(`it tells an error and no verdict: ${code}`) };
}
