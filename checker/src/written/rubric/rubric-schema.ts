import { z } from 'zod';

const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens, like outlives-the-call');
/** One paragraph that may be shown on a terminal as it is. */
const prose = z
  .string()
  .regex(/^[^\p{Cc}]*$/u, 'text without control characters and line breaks')
  .min(10)
  .max(800);
const patterns = z
  .array(z.string().min(1).max(400))
  .default([])
  .describe('wordings that say it; docs/author/written-answers.md has their grammar');

export const conceptSchema = z.strictObject({
  id,
  points: z.number().positive().max(10).default(1),
  kind: z.enum(['mechanism', 'cause', 'consequence', 'remedy', 'counterpart', 'choice']),
  means: prose.describe('what must be said for the point, as an expert reads it'),
  ask: prose.describe('where it is missing: a question that leads there and does not say it'),
  covered: prose.describe('where it is covered: what is worth knowing besides'),
  patterns,
});

export const misconceptionSchema = z.strictObject({
  id,
  penalty: z.number().min(0).max(10).default(0.5).describe('points taken off; marks never fall below zero'),
  says: prose.describe('the belief'),
  correction: prose.describe('why it is wrong'),
  patterns,
});

export const rubricSchema = z.strictObject({
  $schema: z.string().optional(),
  question: id.describe('the name of the files beside this one'),
  title: z.string().min(3).max(80),
  version: z.int().min(1).describe('goes up whenever marks may change'),
  lesson: z.array(z.string().min(1)).min(1).describe('where to read on: paths from the week’s folder'),
  concepts: z.array(conceptSchema).min(2).max(12),
  misconceptions: z.array(misconceptionSchema).default([]),
  anchors: z
    .array(z.strictObject({ marks: z.number().min(0), text: z.string().min(10) }))
    .min(1)
    .describe('answers that show what marks mean; the first is the model answer, for instructors'),
});

export const exampleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'small letters, digits and hyphens'),
  voice: z.string().min(1).max(40),
  text: z.string().min(1),
  covered: z.array(id).default([]),
  contradicted: z.array(id).default([]),
  misconceptions: z.array(id).default([]),
  by: z
    .string()
    .regex(/^[^\p{Cc}]*$/u, 'a name without control characters and line breaks')
    .min(1)
    .max(80)
    .optional()
    .describe('who labelled it, where it is an answer of a learner that a human has marked'),
});

export const examplesSchema = z.strictObject({
  $schema: z.string().optional(),
  question: id,
  examples: z.array(exampleSchema).min(1),
});

const practised = z.array(
  z.strictObject({
    id,
    states: z.array(z.string().min(1)).describe('each by itself states it'),
    near: z.array(z.string().min(1)).default([]).describe('near misses'),
  }),
);

export const practiceSchema = z.strictObject({
  $schema: z.string().optional(),
  question: id,
  concepts: practised,
  misconceptions: practised.default([]),
});

/** Sets of wordings that mean the same: the name, then words and phrases with commas between. */
export const glossarySchema = z.record(id, z.string().min(1));

export type Rubric = z.output<typeof rubricSchema>;
export type Concept = z.output<typeof conceptSchema>;
export type Misconception = z.output<typeof misconceptionSchema>;
export type Example = z.output<typeof exampleSchema>;
