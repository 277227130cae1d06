import { damaged, notSupported } from './archive-errors.ts';

export interface BundleHeader {
  readonly format: 'sha1' | 'sha256';
  /** The commit that is handed in. */
  readonly commit: string;
  /** Where the pack begins. */
  readonly packAt: number;
}

export function looksLikeBundle(bytes: Buffer): boolean {
  return /^# v\d+ git bundle\n/.test(bytes.toString('latin1', 0, 40));
}

/**
 * Reads what stands before the pack (https://git-scm.com/docs/gitformat-bundle): capabilities, commits that the receiver must
 * have, refs. What is handed in is HEAD; without one the only branch, or `main`, or `master`.
 */
export function readBundleHeader(bundle: Buffer): BundleHeader {
  const lines: string[] = [];
  let at = 0;
  for (;;) {
    const end = bundle.indexOf(newline, at);
    if (end < 0 || end > maxBytes) throw damaged('has no end to its list of refs');
    const line = bundle.toString('utf8', at, end);
    at = end + 1;
    if (line === '') break;
    lines.push(line);
  }
  const [signature = '', ...rest] = lines;
  if (signature !== '# v2 git bundle' && signature !== '# v3 git bundle')
    throw notSupported(`it is a git bundle of an unknown version (${signature.slice(0, 20)})`);
  const capabilities = rest.filter((line) => line.startsWith('@'));
  const format = formatOf(capabilities);
  if (rest.some((line) => line.startsWith('-'))) {
    const hint = 'Make it of everything: `git bundle create work.bundle --all`.';
    throw notSupported('the bundle needs commits that it does not hold', hint);
  }
  const refs = rest.slice(capabilities.length).map((line) => readRef(line, format));
  return { format, commit: choose(refs), packAt: at };
}

const newline = 0x0a;
const maxBytes = 256 * 1024;

function formatOf(capabilities: readonly string[]): 'sha1' | 'sha256' {
  let format: 'sha1' | 'sha256' = 'sha1';
  for (const capability of capabilities) {
    if (capability === '@object-format=sha256') format = 'sha256';
    else if (capability !== '@object-format=sha1') {
      const hint = 'Make it of everything: `git bundle create work.bundle --all`, without a filter.';
      throw notSupported(`the bundle uses ${capability.slice(1, 60)}, which is not read`, hint);
    }
  }
  return format;
}

interface Ref {
  readonly commit: string;
  readonly name: string;
}

function readRef(line: string, format: 'sha1' | 'sha256'): Ref {
  const [, commit, name] = (format === 'sha1' ? sha1Ref : sha256Ref).exec(line) ?? [];
  if (commit === undefined || name === undefined) throw damaged('has a list of refs that cannot be read');
  return { commit, name };
}

const sha1Ref = /^([0-9a-f]{40}) ([\x21-\x7e]{1,500})$/;
const sha256Ref = /^([0-9a-f]{64}) ([\x21-\x7e]{1,500})$/;

function choose(refs: readonly Ref[]): string {
  const branches = refs.filter(({ name }) => name.startsWith('refs/heads/'));
  const chosen =
    refs.find(({ name }) => name === 'HEAD') ??
    (branches.length === 1 ? branches[0] : undefined) ??
    branches.find(({ name }) => name === 'refs/heads/main') ??
    branches.find(({ name }) => name === 'refs/heads/master');
  if (chosen !== undefined) return chosen.commit;
  const what =
    branches.length === 0 ? 'no branch' : `${branches.length} branches, and none is HEAD, main or master`;
  throw notSupported(`the bundle holds ${what}`, 'Make it with `git bundle create work.bundle HEAD`.');
}
