import type { Ending, Excerpt, Observation, Step } from '../../judge/observation.ts';

/** An observation with everything that a sample does not care about left empty. */
export function observe(
  part: Pick<Observation, 'promise' | 'expected' | 'saw' | 'look'> & Partial<Observation>,
): Observation {
  return { did: [], places: [], trace: [], limits: [], ...part };
}

interface RunPart {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly stdout?: string | Excerpt;
  readonly stderr?: string | Excerpt;
  readonly ending?: Ending;
  readonly wallMs?: number;
}

export function run(args: readonly string[], code: number, part: RunPart = {}): Step {
  return {
    kind: 'run',
    program: 'task',
    args,
    env: part.env ?? {},
    stdin: part.stdin === undefined ? null : whole(part.stdin),
    ending: part.ending ?? { kind: 'exited', code },
    stdout: toExcerpt(part.stdout ?? ''),
    stderr: toExcerpt(part.stderr ?? ''),
    wallMs: part.wallMs ?? 48,
  };
}

export function whole(text: string): Excerpt {
  return { text, bytes: Buffer.byteLength(text), cut: false };
}

function toExcerpt(text: string | Excerpt): Excerpt {
  return typeof text === 'string' ? whole(text) : text;
}
