import type { Identity } from '../identity.ts';
import type { BubblewrapTools } from '../walls.ts';

/**
 * The command line that enters a box and becomes the program there. `nsenter` ends as the program does, also by the same
 * signal, which bwrap itself would not tell. The program leads a session of its own, as it does outside of a box.
 *
 * @param command what the last shell becomes
 */
export function enterLine(
  tools: BubblewrapTools,
  {
    holder,
    identity,
    command,
  }: {
    readonly holder: number;
    readonly identity: Identity;
    readonly command: readonly string[];
  },
): readonly [string, ...string[]] {
  return [
    tools.nsenter,
    ...['--target', String(holder), '--mount', '--pid', '--ipc', '--uts'],
    ...(identity.kind === 'same-user' ? ['--user', '--preserve-credentials'] : []),
    ...['--', tools.setsid, tools.setpriv, ...dropRights(identity), '--', ...command],
  ];
}

/** No capability, and no way to one. */
function dropRights(identity: Identity): string[] {
  const all = ['--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all'];
  if (identity.kind === 'same-user') return all;
  if (identity.kind !== 'nobody') throw new TypeError(`no box is entered as ${identity.kind}`);
  return ['--reuid', String(identity.uid), '--regid', String(identity.gid), '--clear-groups', ...all];
}
