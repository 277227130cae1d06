import { broken, type Fixtures, type Teaching } from 'checker/kit';
import type { Act, Link, Note, ToldRun } from './driver/chains.ts';
import { openStage, type Stage, tellValue } from './stage.ts';

/** Middleware that does what the judge says, and what was seen of it. */
export interface ChainStage {
  make(links: readonly Link[], chain?: string): Promise<void>;
  /** Starts a run of the chain and lets everything happen that is due. `end` is what the `next` of the whole does. */
  run(run: string, options?: { readonly end?: readonly Act[]; readonly chain?: string }): Promise<void>;
  open(run: string, gate: string): Promise<void>;
  /** What happened in a run so far must be this, in this order, each in words: `a began`. */
  expectNotes(run: string, notes: readonly string[], teaching: Teaching): void;
  /** `resolved`, `rejected with X`, or `still pending`. */
  expectOutcome(run: string, outcome: string, teaching: Teaching): void;
  /** The run must have been this one, but for a second `next()` of `who` that was rejected, with whatever. */
  expectSecondRejected(run: string, who: string, whole: readonly string[], teaching: Teaching): void;
  reset(): Promise<void>;
  readonly stage: Stage;
}

export async function openChainStage({
  module,
  http,
  trace,
}: Pick<Fixtures, 'module' | 'http' | 'trace'>): Promise<ChainStage> {
  const stage = await openStage({ module, http });
  let runs: Readonly<Record<string, ToldRun>> = {};
  const look = async () => {
    runs = await stage.ask<Record<string, ToldRun>>('chain.look');
  };
  const notesOf = (run: string) => (runs[run]?.notes ?? []).map(tellNote);
  const fail = (run: string, part: Parameters<typeof broken>[0], wanted: readonly string[]) => {
    trace.clear();
    const notes = runs[run]?.notes ?? [];
    const wrong = notes.findIndex((note, at) => tellNote(note) !== wanted[at]);
    for (const [at, note] of notes.entries())
      trace.mark(note.who, tellWhat(note), { atMs: at, broken: at === wrong });
    broken(part);
  };
  const expectNotes: ChainStage['expectNotes'] = (run, wanted, teaching) => {
    const seen = notesOf(run);
    const at = wanted.findIndex((note, index) => seen[index] !== note);
    if (at === -1 && seen.length === wanted.length) return;
    const where = at === -1 ? wanted.length : at;
    const before = where === 0 ? 'at first' : `after \`${wanted[where - 1]}\``;
    const part = {
      expected: `${before}: ${wanted[where] ?? 'nothing more'}`,
      saw: seen[where] ?? 'nothing more',
      ...teaching,
    };
    fail(run, part, wanted);
  };
  return {
    stage,
    expectNotes,
    expectSecondRejected(run, who, whole, teaching) {
      const second = notesOf(run).find((note) => note.startsWith(`${who} saw: next rejected with `));
      const at = whole.indexOf(`${who} ended`);
      const rejected = second ?? `${who} saw: next rejected with an error`;
      expectNotes(run, whole.toSpliced(at, 0, rejected), teaching);
    },
    make: (links, chain = 'chain') => stage.ask('chain.make', { chain, links }),
    async run(run, { end = [], chain = 'chain' } = {}) {
      await stage.ask('chain.run', { chain, run, end });
      await look();
    },
    async open(run, gate) {
      await stage.ask('gate.open', { name: `${run}/${gate}`, value: null });
      await look();
    },
    expectOutcome(run, wanted, teaching) {
      const seen = tellOutcome(runs[run]?.outcome ?? null);
      if (seen === wanted) return;
      fail(run, { expected: `the promise of the chain: ${wanted}`, saw: seen, ...teaching }, notesOf(run));
    },
    async reset() {
      await stage.ask('chain.reset');
      runs = {};
    },
  };
}

function tellNote(note: Note): string {
  return `${note.who} ${tellWhat(note)}`;
}

function tellWhat({ what, error }: Note): string {
  const began = what === 'began' || what === 'ended' ? what : `saw: ${what}`;
  return error === undefined ? began : `${began} with ${tellValue(error)}`;
}

function tellOutcome(outcome: ToldRun['outcome']): string {
  if (outcome === null) return 'still pending';
  switch (outcome.how) {
    case 'resolved':
      return 'resolved';
    case 'rejected':
      return `rejected with ${tellValue(outcome.error)}`;
    case 'threw':
      return `none: the call itself threw ${tellValue(outcome.error)}`;
    default:
      return outcome satisfies never;
  }
}
