import { z } from 'zod';
import { pointsSchema } from './schema.ts';

const judgedSchema = z
  .strictObject({
    submission: z.string(),
    exercise: z.string(),
    outcome: z.enum(['passed', 'failed', 'inconclusive', 'interrupted']),
    points: pointsSchema,
    failed: z.array(z.string()).readonly().describe('slugs of the requirements that failed'),
    inconclusive: z.array(z.string()).readonly(),
    report: z.string().describe('its report, relative to the folder of grades'),
    digest: z.string().describe("sha256 over the submission's paths and bytes"),
    sameAs: z.array(z.string()).readonly().describe('submissions that are alike to the byte'),
    known: z.boolean().describe('judged by an earlier run, and not again'),
  })
  .readonly();

const unjudgedSchema = z
  .strictObject({
    submission: z.string(),
    kind: z.enum(['refused', 'empty', 'unknown']),
    message: z.string(),
  })
  .readonly();

const requirementSchema = z
  .strictObject({
    exercise: z.string(),
    slug: z.string(),
    sentence: z.string(),
    tier: z.enum(['core', 'stretch']),
    passed: z.int().min(0),
    failed: z.int().min(0),
    blocked: z.int().min(0),
    inconclusive: z.int().min(0),
    'not-run': z.int().min(0),
  })
  .readonly();

/**
 * What grading a class found. The reports of the submissions stand in files of their own. Names of submissions are what their
 * authors chose: whoever shows them makes them safe first (sanitize.ts).
 *
 * Any change of the shape, once published, is a new version.
 */
export const classSchema = z
  .strictObject({
    format: z.literal('backend-workbook-grades'),
    version: z.literal(1),
    startedAt: z.iso.datetime(),
    durationMs: z.number().min(0).describe('of this run'),
    isolation: z.enum(['process', 'bubblewrap', 'container']),
    counts: z
      .strictObject({
        graded: z.int().min(0).describe('reports: an exercise of a submission each'),
        passed: z.int().min(0),
        failed: z.int().min(0),
        inconclusive: z.int().min(0),
        refused: z.int().min(0),
        empty: z.int().min(0),
        unknown: z.int().min(0),
        left: z.int().min(0).describe('submissions that were not reached, since the run was stopped'),
      })
      .readonly(),
    submissions: z.array(z.union([judgedSchema, unjudgedSchema])).readonly(),
    requirements: z.array(requirementSchema).readonly().describe('in the order of the course'),
  })
  .readonly();

export type ClassReport = z.output<typeof classSchema>;
export type JudgedSubmission = z.output<typeof judgedSchema>;
export type UnjudgedSubmission = z.output<typeof unjudgedSchema>;
export type RequirementTally = z.output<typeof requirementSchema>;
