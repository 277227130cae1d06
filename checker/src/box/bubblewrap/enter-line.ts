import type { Identity } from '../identity.ts';
import type { BubblewrapTools } from '../walls.ts';

/**
 * The command line that enters a box and becomes the program there. `nsenter` ends as the program does, also by the same
 * signal, which bwrap itself would not tell. The program leads a session of its own, as it does outside of a box.
 *
 * @param joins files of control groups that the process puts itself into, before anything of the submission runs
 * @param command what the last shell becomes
 */
export function enterLine(
  tools: BubblewrapTools,
  {
    holder,
    identity,
    joins,
    command,
  }: {
    readonly holder: number;
    readonly identity: Identity;
    readonly joins: readonly string[];
    readonly command: readonly string[];
  },
): readonly [string, ...string[]] {
  const enter = [
    tools.nsenter,
    ...['--target', String(holder), '--mount', '--pid', '--ipc', '--uts'],
    ...(identity.kind === 'same-user' ? ['--user', '--preserve-credentials'] : []),
    ...['--', tools.setsid, tools.setpriv, ...dropRights(identity), '--', ...command],
  ] as const;
  return joins.length === 0
    ? enter
    : ['/bin/sh', '-c', joinScript, 'join', String(joins.length), ...joins, ...enter];
}

const joinScript =
  'n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ > "$1"; shift; n=$((n - 1)); done; exec "$@"';

/** No capability, and no way to one. */
function dropRights(identity: Identity): string[] {
  const all = ['--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all'];
  if (identity.kind === 'same-user') return all;
  if (identity.kind !== 'nobody') throw new TypeError(`no box is entered as ${identity.kind}`);
  return ['--reuid', String(identity.uid), '--regid', String(identity.gid), '--clear-groups', ...all];
}
