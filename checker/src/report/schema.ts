import { z } from 'zod';
import { limitHitSchema, observationSchema } from './observation-schema.ts';

const verdictSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('passed') }).readonly(),
  z.strictObject({ kind: z.literal('failed'), observation: observationSchema }).readonly(),
  z
    .strictObject({
      kind: z.literal('blocked'),
      by: z.string().describe('the requirement that stands at the root of it'),
    })
    .readonly(),
  z.strictObject({ kind: z.literal('inconclusive'), cause: z.string(), hint: z.string() }).readonly(),
  z.strictObject({ kind: z.literal('not-run'), reason: z.string(), hint: z.string() }).readonly(),
]);

export const pointsSchema = z
  .strictObject({
    earned: z.number().min(0),
    judged: z.number().min(0).describe('points of the requirements that were judged; only these count'),
    possible: z.number().min(0),
  })
  .readonly();

const requirementSchema = z
  .strictObject({
    slug: z.string(),
    sentence: z.string(),
    tier: z.enum(['core', 'stretch']),
    group: z.string().nullable(),
    points: pointsSchema,
    verdict: verdictSchema,
    hints: z.array(z.string()).readonly().describe('ids of the hints that there are, never their texts'),
    hintsShown: z.int().min(0).nullable().describe('how many of them were asked for; null where not known'),
    attempts: z.int().min(0).nullable().describe('judgings so far, this one included; null where not known'),
    durationMs: z.number().min(0),
    limits: z.array(limitHitSchema).readonly(),
    seed: z.int(),
    reused: z
      .literal(true)
      .exactOptional()
      .describe('it passed before, and nothing that it depends on has changed since: not judged again'),
    picture: z
      .string()
      .exactOptional()
      .describe(
        'the file that holds the timeline of the failure as SVG, relative to the repository or as it was asked for',
      ),
    reproduce: z.string().describe('the command that judges this requirement again with the same seed'),
  })
  .readonly();

const provenanceSchema = z
  .strictObject({
    snapshot: z.string().describe("sha256 over the submission's paths and bytes"),
    course: z.string().describe("sha256 over the exercise's folder"),
    checker: z.string().describe('its version'),
    checkerDigest: z
      .string()
      .exactOptional()
      .describe("sha256 over the checker's code and the versions of its packages; absent in older reports"),
    node: z.string(),
    services: z
      .array(
        z
          .strictObject({
            name: z.enum(['postgres', 'redis']),
            told: z.string().describe('its version, and where it comes from'),
            image: z.string().exactOptional().describe('sha256 of the image, where it ran in a container'),
          })
          .readonly(),
      )
      .readonly()
      .exactOptional()
      .describe('the servers that were used; absent in older reports'),
    isolation: z.enum(['process', 'bubblewrap', 'container']),
    weaknesses: z.array(z.string()).readonly().describe('what weakens the walls on this machine'),
  })
  .readonly();

/**
 * The one report that every other form is drawn from. Texts that came from a submission stand in it as they were: whoever
 * shows them makes them safe first (sanitize.ts).
 *
 * Any change of the shape, once published, is a new version; only a field that may be absent can be added to one.
 */
export const reportSchema = z
  .strictObject({
    format: z.literal('backend-workbook-report'),
    version: z.literal(1),
    exercise: z.strictObject({ id: z.string(), title: z.string(), week: z.int() }).readonly(),
    outcome: z
      .enum(['passed', 'failed', 'inconclusive', 'interrupted'])
      .describe('inconclusive: nothing failed, but something or everything could not be judged'),
    scope: z
      .enum(['all', 'part'])
      .describe('part: only some requirements were asked for; only they stand here'),
    startedAt: z.iso.datetime(),
    durationMs: z.number().min(0),
    seed: z.int(),
    points: z
      .strictObject({
        ...pointsSchema.unwrap().shape,
        core: pointsSchema,
        stretch: pointsSchema,
      })
      .readonly(),
    counts: z
      .strictObject({
        passed: z.int().min(0),
        failed: z.int().min(0),
        blocked: z.int().min(0),
        inconclusive: z.int().min(0),
        'not-run': z.int().min(0),
      })
      .readonly(),
    requirements: z.array(requirementSchema).readonly(),
    again: z.string().describe('the command that judges the whole exercise again'),
    next: z
      .strictObject({ what: z.string(), command: z.string() })
      .readonly()
      .nullable()
      .describe('what to do once everything passed; null where not known'),
    provenance: provenanceSchema,
  })
  .readonly();

export type Report = z.output<typeof reportSchema>;
export type ReportedRequirement = z.output<typeof requirementSchema>;
export type Points = z.output<typeof pointsSchema>;
export type Outcome = Report['outcome'];
