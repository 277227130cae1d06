import { spawnSync } from 'node:child_process';
import type { Containment } from '../containment.ts';
import { findTool } from '../identity.ts';
import type { BubblewrapTools } from '../walls.ts';

export type BubblewrapProbe =
  | {
      readonly kind: 'ready';
      readonly tools: BubblewrapTools;
      /** What holds the judging processes: their network is one of their own, which boxes share with them. */
      readonly containment: Containment;
    }
  | { readonly kind: 'unavailable'; readonly why: string; readonly hint: string };

const names = ['bwrap', 'unshare', 'nsenter', 'setsid', 'setpriv', 'mount', 'umount'] as const;

/** Finds out by trying (about 20 ms): some systems forbid user namespaces, and containers usually forbid mounting. */
export function probeBubblewrap(path: string): BubblewrapProbe {
  if (process.platform !== 'linux')
    return {
      kind: 'unavailable',
      why: 'bubblewrap is for Linux',
      hint: 'A Docker engine gives a container box.',
    };
  const found = new Map(names.map((name) => [name, findTool(name, path)]));
  const missing = names.find((name) => found.get(name) === null);
  if (missing !== undefined) {
    const lacking = missing === 'bwrap' ? 'bubblewrap' : 'util-linux';
    return {
      kind: 'unavailable',
      why: `there is no ${missing} on this machine`,
      hint: `Install the package ${lacking}; \`npm run checker -- doctor\` tells the command.`,
    };
  }
  const tools = Object.fromEntries(found) as unknown as BubblewrapTools;
  const prefix = holdJudging(tools);
  // The innermost is a box in the box of the judging process, with what both need.
  const line = [...prefix, tools.setpriv, ...dropAmbient, tools.bwrap, ...trial];
  const tried = spawnSync(line[0] as string, line.slice(1), { encoding: 'utf8', timeout: 10_000, env: {} });
  if (tried.status === 0) return { kind: 'ready', tools, containment: { kind: 'pid-namespace', prefix } };
  const said = `${tried.stderr ?? ''}`.trim().split('\n').at(-1) ?? '';
  return {
    kind: 'unavailable',
    why: `this machine does not allow the namespaces that it needs${said === '' ? '' : ` (${said})`}`,
    hint: 'Some systems forbid them to ordinary users, and containers to everybody: see docs/instructor/security.md.',
  };
}

/** Rights that a box is not to inherit; bubblewrap refuses to start with them. */
export const dropAmbient = ['--ambient-caps=-all', '--inh-caps=-all', '--'];

const trial = [
  ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--as-pid-1', '--die-with-parent'],
  ...['--tmpfs', '/', '--ro-bind', '/usr', '/usr', '--ro-bind-try', '/lib', '/lib'],
  ...[
    '--ro-bind-try',
    '/lib64',
    '/lib64',
    '--ro-bind-try',
    '/bin',
    '/bin',
    '--dev',
    '/dev',
    '--proc',
    '/proc',
  ],
  ...['/bin/sh', '-c', 'exit 0'],
];

/**
 * The judging process stands in a network and a process namespace of its own, with the rights to make boxes in it, and sees
 * the files as they are. bubblewrap makes the network, since it brings up the loopback interface; as an ordinary user all
 * of this is in a user namespace. `unshare` makes the process namespace, since it ends what is in it together with itself.
 */
function holdJudging({ bwrap, unshare }: BubblewrapTools): readonly [string, ...string[]] {
  return [
    bwrap,
    ...(process.getuid?.() === 0 ? [] : ['--unshare-user']),
    ...['--dev-bind', '/', '/', '--unshare-net', '--cap-add', 'ALL', '--die-with-parent', '--'],
    ...[unshare, '--pid', '--fork', '--kill-child', '--mount-proc', '--'],
  ];
}
