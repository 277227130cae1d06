import { z } from 'zod';

/** The shapes of judge/observation.ts as they stand in a report. The compiler holds the two together where reports are made. */
const excerptSchema = z
  .strictObject({
    text: z.string().describe('the beginning, or the beginning and the end'),
    bytes: z.int().min(0).describe('length of the whole'),
    cut: z.boolean(),
  })
  .readonly();

export const limitHitSchema = z
  .strictObject({
    limit: z.enum(['wall', 'cpu', 'memory', 'processes', 'output', 'file-size', 'open-files']),
    figure: z.string().describe('with its unit, for example 30 s'),
  })
  .readonly();

const endingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exited'), code: z.int() }).readonly(),
  z.strictObject({ kind: z.literal('signalled'), signal: z.string() }).readonly(),
  z.strictObject({ kind: z.literal('killed'), why: limitHitSchema }).readonly(),
  z.strictObject({ kind: z.literal('running') }).readonly(),
]);

const headersSchema = z.array(z.tuple([z.string(), z.string()]).readonly()).readonly();

const answerSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('response'),
      status: z.int(),
      headers: headersSchema,
      body: excerptSchema,
    })
    .readonly(),
  z.strictObject({ kind: z.literal('none'), why: z.string() }).readonly(),
]);

const stepSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('run'),
      program: z.string(),
      args: z.array(z.string()).readonly(),
      env: z
        .record(z.string(), z.string())
        .readonly()
        .describe("what differs from the box's clean environment"),
      stdin: excerptSchema.nullable(),
      ending: endingSchema,
      stdout: excerptSchema,
      stderr: excerptSchema,
      wallMs: z.number().min(0),
    })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('request'),
      to: z.string().describe('which service was asked, where there are several').exactOptional(),
      method: z.string(),
      target: z.string().describe('as it was sent'),
      headers: headersSchema,
      body: excerptSchema.nullable(),
      answer: answerSchema,
    })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('file'),
      action: z.string(),
      path: z.string(),
      text: excerptSchema.nullable(),
    })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('call'),
      method: z.string(),
      params: z.string(),
      result: z.string(),
    })
    .readonly(),
  z.strictObject({ kind: z.literal('signal'), signal: z.string(), when: z.string() }).readonly(),
  z.strictObject({ kind: z.literal('note'), text: z.string() }).readonly(),
]);

const placeSchema = z
  .strictObject({
    file: z.string().describe('relative to the submission, with forward slashes'),
    line: z.int().min(1),
    column: z.int().min(1).exactOptional(),
    text: z.string(),
  })
  .readonly();

export const traceEventSchema = z
  .strictObject({
    atMs: z
      .number()
      .describe(
        "milliseconds since the scenario, or the part of it that failed, began, by the judge's clock",
      ),
    lane: z.string().describe('who it happened to'),
    event: z.string(),
    phase: z
      .enum(['begin', 'end'])
      .exactOptional()
      .describe('begin opens an interval in its lane, end closes it; absent: a moment'),
    broken: z.boolean().exactOptional(),
  })
  .readonly();

export const traceBoundSchema = z
  .strictObject({
    what: z.string().describe('what is counted'),
    limit: z.int().min(0).describe('never more than so many intervals at once'),
    lanes: z
      .array(z.string())
      .readonly()
      .exactOptional()
      .describe('the lanes whose intervals count; absent: all'),
  })
  .readonly();

export const observationSchema = z
  .strictObject({
    promise: z.string(),
    did: z.array(stepSchema).readonly().describe('what the judge did, in order, to be replayed by hand'),
    expected: z.string(),
    saw: z.string(),
    look: z.string().describe('what to look at next'),
    places: z.array(placeSchema).readonly().describe("places in the learner's source"),
    trace: z.array(traceEventSchema).readonly(),
    bound: traceBoundSchema.exactOptional(),
    limits: z.array(limitHitSchema).readonly(),
  })
  .readonly();
