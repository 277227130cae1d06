import type { Isolation } from '../../../box/box.ts';
import type { AttackManifest } from './attack.ts';
import type { Breach } from './find-breaches.ts';

/** What came of one attack. */
export interface AttackResult {
  readonly slug: string;
  readonly attack: AttackManifest;
  /** Without walls. */
  readonly control:
    | { readonly kind: 'worked'; readonly breaches: readonly Breach[] }
    | { readonly kind: 'did-nothing' }
    | { readonly kind: 'not-shown'; readonly why: string };
  readonly isolations: readonly IsolationResult[];
}

export interface IsolationResult {
  readonly isolation: Isolation;
  readonly outcome: 'contained' | 'not-contained' | 'not-applicable';
  /** It may get through: the manifest says so. */
  readonly admitted: boolean;
  readonly breaches: readonly Breach[];
  /** In words: how the judging ended. */
  readonly ending: string;
  readonly durationMs: number;
}

export interface HostileProof {
  readonly isolations: readonly Isolation[];
  readonly results: readonly AttackResult[];
  /** What got through and is said to be held: `slug: isolation`. */
  readonly holes: readonly { readonly slug: string; readonly isolation: Isolation }[];
  readonly interrupted: boolean;
}
