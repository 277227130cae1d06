import type { BubblewrapTools } from '../walls.ts';

/** All that the boxes of one judging process may write, in bytes, in memory. The largest single file is a limit of each. */
const scratchBytes = 512 * 2 ** 20;

/**
 * The command line that holds a judging process: in a network and a process namespace of its own, with the rights to make
 * boxes in them, and with the files as they are. bubblewrap makes the network, since it brings up the loopback interface; as
 * an ordinary user all of this is in a user namespace. `unshare` makes the process namespace, since it ends what is in it
 * together with itself.
 *
 * @param boxes a folder that is memory of its own to each of them: what fills it up is gone with the process
 */
export function holdJudging(
  { bwrap, unshare }: BubblewrapTools,
  boxes: string | null = null,
): readonly [string, ...string[]] {
  return [
    bwrap,
    ...(isRoot() ? [] : ['--unshare-user']),
    ...['--dev-bind', '/', '/', '--unshare-net', '--cap-add', 'ALL', '--die-with-parent'],
    ...(boxes === null ? [] : ['--perms', '0711', '--size', String(scratchBytes), '--tmpfs', boxes]),
    ...['--', unshare, '--pid', '--fork', '--kill-child', '--mount-proc', '--'],
  ];
}

/** Before a box is made: rights that an ordinary user has in that namespace alone, and with which bubblewrap does not start. */
export function dropAmbient({ setpriv }: BubblewrapTools): readonly string[] {
  return isRoot() ? [] : [setpriv, '--ambient-caps=-all', '--inh-caps=-all', '--'];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
