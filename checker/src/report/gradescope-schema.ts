import { z } from 'zod';

const visibilitySchema = z.enum(['hidden', 'after_due_date', 'after_published', 'visible']);
const formatSchema = z.enum(['text', 'html', 'simple_format', 'md', 'ansi']);

const testSchema = z
  .strictObject({
    score: z.number().exactOptional(),
    max_score: z.number().exactOptional(),
    status: z.enum(['passed', 'failed']).exactOptional(),
    name: z.string().exactOptional(),
    name_format: formatSchema.exactOptional(),
    number: z.string().exactOptional(),
    output: z.string().exactOptional(),
    output_format: formatSchema.exactOptional(),
    tags: z.array(z.string()).exactOptional(),
    visibility: visibilitySchema.exactOptional(),
    extra_data: z.record(z.string(), z.unknown()).exactOptional(),
  })
  .refine(({ status, score }) => status !== undefined || score !== undefined, {
    message: 'expected a status or a score: Gradescope shows a test with neither as failed',
  });

/**
 * `results.json` of a Gradescope autograder, as its documentation tells it
 * (https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format). Gradescope publishes no schema; this one is
 * stricter than it has to be, since what we write must not be guessed at.
 */
export const gradescopeSchema = z.strictObject({
  score: z.number(),
  execution_time: z.number().min(0).exactOptional(),
  output: z.string().exactOptional(),
  output_format: formatSchema.exactOptional(),
  test_output_format: formatSchema.exactOptional(),
  test_name_format: formatSchema.exactOptional(),
  visibility: visibilitySchema.exactOptional(),
  stdout_visibility: visibilitySchema.exactOptional(),
  extra_data: z.record(z.string(), z.unknown()).exactOptional(),
  tests: z.array(testSchema),
});

export type GradescopeResults = z.output<typeof gradescopeSchema>;
