import { z } from 'zod';
import { CheckerError } from '../errors.ts';
import { traceBoundSchema, traceEventSchema } from './observation-schema.ts';

/** A timeline as it is kept beside its picture, so that it can be shown again without judging again. */
export const traceFileSchema = z
  .strictObject({
    format: z.literal('backend-workbook-trace'),
    version: z.literal(1),
    exercise: z.string(),
    requirement: z.string(),
    recordedAt: z.iso.datetime(),
    seed: z.int().describe("the run's seed: judging with it makes the same random choices"),
    snapshot: z.string().describe('digest of what was judged'),
    promise: z.string(),
    expected: z.string(),
    saw: z.string(),
    trace: z.array(traceEventSchema).readonly(),
    bound: traceBoundSchema.exactOptional(),
  })
  .readonly();

export type TraceFile = z.output<typeof traceFileSchema>;

/** Throws TRACE_DAMAGED. `file` names it in the message. */
export function parseTraceFile(text: string, file: string): TraceFile {
  const parsed = traceFileSchema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(file, `${issue?.path.join('.')}: ${issue?.message}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(file, 'it is not JSON', cause);
  }
}

function damaged(file: string, why: string, cause?: unknown): CheckerError {
  return new CheckerError('TRACE_DAMAGED', `${file} is no timeline of ours: ${why}`, {
    hint: 'It is written anew when the requirement fails again. Nothing else is lost.',
    cause,
  });
}
