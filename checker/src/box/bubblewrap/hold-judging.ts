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
  { bwrap, unshare, ownUsers }: BubblewrapTools,
  boxes: string | null = null,
): readonly [string, ...string[]] {
  const hold = [
    bwrap,
    ...(isRoot() ? [] : ['--unshare-user']),
    ...['--dev-bind', '/', '/', '--unshare-net', '--cap-add', 'ALL', '--die-with-parent'],
    ...(boxes === null ? [] : ['--perms', '0711', '--size', String(scratchBytes), '--tmpfs', boxes]),
    ...['--', unshare, '--pid', '--fork', '--kill-child', '--mount-proc', '--'],
  ] as const;
  return isRoot() && ownUsers ? ['/bin/sh', '-c', refuseUsers, 'users', unshare, ...hold] : hold;
}

/**
 * Nothing would keep the users of root's boxes from a namespace of users of their own, with all rights in it to ask things
 * of the kernel. So all of it happens in a namespace in which users are who they
 * are outside and which may hold no other. Who it maps has to be written from outside: bubblewrap knows one user, and
 * util-linux wants a program that few machines have. The rights of root come with the program that is started after that.
 */
const refuseUsers = `
( tries=0
  until echo '0 0 4294967295' > /proc/$$/uid_map; do tries=$((tries + 1)); [ $tries -lt 50000 ] || exit; done
  echo '0 0 4294967295' > /proc/$$/gid_map
) 2> /dev/null &
unshare=$1; shift
exec "$unshare" --user -- /bin/sh -c '
  tries=0
  until read -r first < /proc/self/gid_map; do tries=$((tries + 1)); [ $tries -lt 50000 ] || exit 1; done
  exec /bin/sh -c "echo 0 > /proc/sys/user/max_user_namespaces || exit 1; exec \\"\\$@\\"" users "$@"' users "$@"`;

/** Before a box is made: rights that an ordinary user has in that namespace alone, and with which bubblewrap does not start. */
export function dropAmbient({ setpriv }: BubblewrapTools): readonly string[] {
  return isRoot() ? [] : [setpriv, '--ambient-caps=-all', '--inh-caps=-all', '--'];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
