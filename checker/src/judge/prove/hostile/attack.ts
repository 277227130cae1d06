import { z } from 'zod';

export const attackKinds = ['program', 'service', 'module', 'database', 'source', 'files'] as const;

/** What an attack is after; the probe looks for it from outside. */
export const prizes = [
  /** A secret comes out: in the report, in its texts, over a connection, in a file. */
  'read',
  /** A place outside of the box is changed. */
  'write',
  /** Somebody outside of the box is reached. */
  'connect',
  /** A process outlives the judging. */
  'survive',
  /** Points, or a report, that were not earned. */
  'points',
  /** The judge ends, hangs, or has no verdict. */
  'judge',
  /** More of the machine is used than the limits allow. */
  'exceed',
  /** What one box left is found in the next. */
  'carry',
  /** A report that steers a terminal or reorders its text. */
  'text',
  /** A user namespace of its own, and with it all rights to ask the kernel for things. */
  'rights',
] as const;

export type Prize = (typeof prizes)[number];

/** What a submission cannot hold as files of a repository; laid where it is made. Paths are relative to it. */
const laySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('link'), at: z.string(), to: z.string() }),
  z.strictObject({ kind: z.literal('pipe'), at: z.string() }),
  z.strictObject({ kind: z.literal('hard-link'), at: z.string(), to: z.string() }),
  z.strictObject({ kind: z.literal('file'), at: z.string() }),
  /** A file that turns into a link and back while the judge looks. */
  z.strictObject({ kind: z.literal('race'), at: z.string(), to: z.string() }),
]);

export const attackSchema = z
  .strictObject({
    tries: z.string().min(20).max(300).describe('one sentence: Reads …'),
    group: z.enum([
      'secrets',
      'writing',
      'network',
      'forging',
      'judge',
      'resources',
      'staying',
      'build',
      'kernel',
    ]),
    against: z.enum(attackKinds),
    prize: z
      .enum(prizes)
      .nullable()
      .describe('null: no wall can hold it, and `promise` says what a verdict is worth'),
    process: z
      .enum(['held', 'open'])
      .describe('whether `process` holds it; open: not, or not on every machine'),
    control: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('bare') }),
        z.strictObject({ kind: z.literal('none'), why: z.string().min(20) }),
      ])
      .default({ kind: 'bare' })
      .describe('whether it can be seen to work where there are no walls'),
    notYet: z
      .string()
      .optional()
      .describe('what of it other isolations do not hold yet; it counts as a hole all the same'),
    promise: z.string().optional(),
    borrow: z.string().optional().describe('a file of the repository that is its src/attack.ts'),
    lay: z.array(laySchema).default([]),
  })
  .refine(
    ({ prize, promise }) => prize !== null || promise !== undefined,
    'without a prize it needs a promise',
  );

export type AttackManifest = z.output<typeof attackSchema>;
export type Laid = AttackManifest['lay'][number];

export interface Attack extends AttackManifest {
  readonly slug: string;
  readonly folder: string;
}
