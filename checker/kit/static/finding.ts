import type { Place } from '../../src/judge/observation.ts';

/** Something in the learner's source that a requirement forbids. */
export interface Finding {
  /** Its text says what is there and why it is not allowed. */
  readonly place: Place;
  /** What to do instead. */
  readonly instead: string;
}

export type Rule = 'no-globals' | 'layers' | 'boundaries' | 'surface' | 'escapes' | 'liberties';

/** What the analysis is asked. It is plain data, since it crosses into a process of its own. */
export interface AnalysisRequest {
  /** Absolute folder of the learner's frozen files. */
  readonly snapshot: string;
  readonly manifest: StructureRules;
  /** Where compiled code of the TypeScript compiler may be kept between runs. */
  readonly cache: string;
}

/** The part of an exercise's manifest that structure is judged by. */
export interface StructureRules {
  readonly kind: 'program' | 'service' | 'module' | 'files';
  readonly entry: string;
  readonly entries: readonly string[];
  readonly layers: Readonly<Record<string, readonly string[]>>;
  /** For each folder of src/ that is a package, the name that others import it by. */
  readonly boundaries: Readonly<Record<string, string>>;
  /** Everything that the module exports; null where that is the learner's to say. */
  readonly surface: Surface | null;
  readonly imports: {
    readonly packages: readonly string[];
    readonly builtins?: readonly string[] | undefined;
  };
}

/** Everything that a file exports. */
export interface Surface {
  /** Relative to the submission. */
  readonly file: string;
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** What every rule found. */
export type AnalysisResults = Readonly<Record<Rule, AnalysisResult>>;

export interface AnalysisResult {
  /** How many source files there were. */
  readonly files: number;
  /** How many findings there are; not all may be listed. */
  readonly total: number;
  readonly findings: readonly Finding[];
}

/** Where the program is put together; what is global to the process may be touched there, and only there. */
export function entryFiles(rules: StructureRules): readonly string[] {
  // A module's entry is its public surface, no composition root.
  return rules.kind === 'module' ? rules.entries : [rules.entry, ...rules.entries];
}
