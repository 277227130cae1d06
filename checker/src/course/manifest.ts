import { z } from 'zod';

const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens, like survives-closed-pipe');
/** One line that may be shown on a terminal as it is. */
const line = z.string().regex(/^[^\p{Cc}]*$/u, 'one line without control characters');
const sentence = line.min(10).max(400);

/** Limits for one requirement; each has the default of docs/author/limits.md. */
export const limitsSchema = z.strictObject({
  memoryMiB: z.int().min(64).max(8192).default(512).describe('resident memory of the whole box'),
  processes: z.int().min(1).max(4096).default(128).describe('processes alive at once in the box'),
  openFiles: z.int().min(32).max(65536).default(256).describe('open files of one process'),
  fileMiB: z.int().min(1).max(4096).default(64).describe('largest file that one process may write'),
  outputMiB: z.int().min(1).max(64).default(1).describe('output kept of each stream; the rest is cut'),
  cpuSeconds: z.int().min(1).max(600).default(10).describe('CPU time of one process'),
  wallSeconds: z.int().min(1).max(600).default(30).describe('wall time of one requirement'),
});

export const requirementSchema = z.strictObject({
  slug: slug.describe('the name that reports, hints and mutants use'),
  sentence: sentence.describe('the promise, in one plain sentence'),
  tier: z.enum(['core', 'stretch']).default('core').describe('core is what a learner needs to go on'),
  points: z.number().min(0).max(100),
  group: line.min(1).optional().describe('a heading that reports show requirements under'),
  needs: z
    .array(slug)
    .default([])
    .describe('requirements that must pass first; otherwise this one is blocked'),
  hints: z.array(z.string().min(10)).min(2).max(3).describe('from a nudge to nearly the answer'),
  wallSeconds: z.int().min(1).max(600).optional().describe('wall time, where the default does not fit'),
  suite: z
    .strictObject({
      of: slug.describe('the id of an earlier exercise'),
      except: z.array(slug).default([]).describe('requirements of it that do not hold any more'),
    })
    .optional()
    .describe(
      'an earlier exercise that this submission must still pass: its hidden tests judge it once more, but for the requirements whose slugs this exercise has itself',
    ),
});

export const exerciseSchema = z.strictObject({
  $schema: z.string().optional(),
  id: slug.describe('the name used on the command line and for the workspace folder'),
  title: line.min(3).max(80),
  summary: sentence.describe('what is built, in one sentence'),
  draft: z
    .boolean()
    .default(false)
    .describe(
      'being written: judged and proven when it is named, and no part of the course that learners see',
    ),
  kind: z.enum(['program', 'service', 'module', 'files']),
  command: slug.optional().describe('what a learner would call the program; by default the id'),
  entry: z.string().describe("the program's entry, or the module's"),
  module: z.string().optional().describe('the seam that drivers and own tests import'),
  entries: z.array(z.string()).default([]).describe('further entry files, exempt from no-globals'),
  hours: z.number().positive().max(60).optional().describe('honest effort, core only'),
  points: z.strictObject({ core: z.number(), stretch: z.number() }),
  imports: z
    .strictObject({
      packages: z.array(z.string()).default([]),
      builtins: z
        .array(z.string())
        .optional()
        .describe('node: built-ins allowed; by default all but those of refused-builtins.ts'),
    })
    .prefault({}),
  layers: z
    .record(z.string(), z.array(z.string()))
    .default({})
    .describe('for each folder of src/, the folders it may import from'),
  boundaries: z
    .record(z.string(), z.string().regex(/^#[^*]+$/, 'a name that begins with #, like #pricing'))
    .default({})
    .describe('for each folder of src/ that is a package, the name that others import it by'),
  surface: z
    .strictObject({
      values: z.array(z.string()).default([]),
      types: z.array(z.string()).default([]),
    })
    .optional()
    .describe('everything that the module exports'),
  services: z.array(z.enum(['postgres', 'redis'])).default([]),
  runsIn: z
    .enum(['empty', 'submission'])
    .default('empty')
    .describe(
      'where programs and services are started: in an empty folder that they may write to, or in the submission, which they may only read',
    ),
  migrate: z
    .array(line)
    .min(1)
    .optional()
    .describe(
      'the entry and its arguments that bring an empty database up to date, like [src/migrate.ts, up]',
    ),
  environment: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of a variable, like REQUEST_TIMEOUT_MS'), line)
    .default({})
    .describe('variables that services are started with, unless a hidden test says otherwise'),
  carriesOver: slug.optional().describe('the exercise whose workspace this one starts from'),
  permission: z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      "Node's permission model in the box; off where the contract needs what it refuses, such as fsync",
    ),
  workers: z
    .boolean()
    .default(false)
    .describe("whether threads (node:worker_threads) may be started under Node's permission model"),
  starterPasses: z
    .array(slug)
    .default(['compiles', 'no-globals', 'layers'])
    .describe('what the starter may pass; anything else that it passes is a hole in the hidden tests'),
  limits: limitsSchema.prefault({}),
  requirements: z.array(requirementSchema).min(1),
});

export type Manifest = z.output<typeof exerciseSchema>;
export type Requirement = z.output<typeof requirementSchema>;
export type Limits = z.output<typeof limitsSchema>;
export type Tier = Requirement['tier'];
