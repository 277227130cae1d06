export type Durability =
  | { readonly kind: 'synced' }
  | { readonly kind: 'never-renamed' }
  /** The calls that concern the new file, in order. */
  | { readonly kind: 'not-synced'; readonly calls: readonly string[] };

/**
 * Reads what `strace -f -y` wrote. With `-y` every descriptor is followed by its path (`fsync(21</x/tasks.json.tmp>)`), so
 * descriptors need no book-keeping. Calls of other threads interleave: `fsync(21</x> <unfinished ...>` counts from its
 * beginning for writes and from its `resumed` line for syncs.
 */
export function syncBeforeRename(traced: string, target: string): Durability {
  const calls = traced.split('\n').map(withoutThread);
  const renamed = calls.findLastIndex((call) => isRenameTo(call, target));
  if (renamed === -1) return { kind: 'never-renamed' };
  const source = quoted(calls[renamed] ?? '')[0] ?? '';
  const name = source.slice(source.lastIndexOf('/') + 1);
  const before = joined(traced.split('\n').slice(0, renamed)).filter(
    (call) => call.includes(`${name}>`) || call.includes(`${name}"`),
  );
  const synced = before.findLastIndex((call) => /^f(data)?sync\(/.test(call) && / = 0$/.test(call));
  const written = before.findLastIndex((call) => /^p?writev?(64|2)?\(/.test(call));
  if (synced > written || before.some((call) => /^(open|openat|openat2)\(.*O_D?SYNC/.test(call)))
    return { kind: 'synced' };
  return { kind: 'not-synced', calls: [...before, calls[renamed] ?? ''].map(short) };
}

/** One entry a call: an `<unfinished ...>` line is put together with its `resumed` line, where the call ended. */
function joined(lines: readonly string[]): string[] {
  const begun = new Map<string, string>();
  const calls: string[] = [];
  for (const line of lines) {
    const thread = /^\d+/.exec(line)?.[0] ?? '';
    const call = withoutThread(line);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call);
    if (call.endsWith('<unfinished ...>')) begun.set(thread, call.replace(/\s*<unfinished \.\.\.>$/, ''));
    else if (resumed !== null) calls.push(`${begun.get(thread) ?? ''}${resumed[1] ?? ''}`);
    else calls.push(call);
  }
  return calls;
}

function withoutThread(line: string): string {
  return line.replace(/^\d+\s+/, '');
}

/** The last quoted path of a rename is the new name. */
function isRenameTo(call: string, target: string): boolean {
  const name = quoted(call).at(-1) ?? '';
  return /^rename(at2?)?\(/.test(call) && (name === target || name.endsWith(`/${target}`));
}

function quoted(call: string): string[] {
  return [...call.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? '');
}

function short(call: string): string {
  return call.replaceAll(/[^\s"<(]*\//g, '').slice(0, 120);
}
