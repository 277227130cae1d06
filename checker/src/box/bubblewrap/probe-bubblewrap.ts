import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { findTool } from '../identity.ts';
import type { BubblewrapTools } from '../walls.ts';
import { dropAmbient, holdJudging } from './hold-judging.ts';
import { systemView } from './view.ts';

export type BubblewrapProbe =
  | { readonly kind: 'ready'; readonly tools: BubblewrapTools }
  | { readonly kind: 'unavailable'; readonly why: string; readonly hint: string };

const names = ['bwrap', 'unshare', 'nsenter', 'setsid', 'setpriv'] as const;

/**
 * Finds out by trying (about 30 ms): some systems forbid user namespaces, containers usually forbid mounting, and a Node may
 * need libraries from where no box looks.
 */
export function probeBubblewrap({
  path,
  node,
}: {
  readonly path: string;
  readonly node: string;
}): BubblewrapProbe {
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
  const paths = Object.fromEntries(found) as unknown as Omit<BubblewrapTools, 'ownUsers'>;
  // Where root may not make a namespace of users, boxes do without, and a weakness is told.
  const [first, second] = [true, false].map((ownUsers) => ({ ...paths, ownUsers })) as [
    BubblewrapTools,
    BubblewrapTools,
  ];
  if (tryOut(first, node).status === 0) return { kind: 'ready', tools: first };
  const tried = tryOut(second, node);
  if (tried.status === 0) return { kind: 'ready', tools: second };
  const said = `${tried.stderr ?? ''}`.trim().split('\n').at(-1) ?? '';
  return {
    kind: 'unavailable',
    why: `a box could not be tried out on this machine${said === '' ? '' : ` (${said})`}`,
    hint: 'Some systems forbid them to ordinary users, and containers to everybody: see docs/instructor/security.md.',
  };
}

/** The innermost is a box in the box of the judging process, with what both need. */
function tryOut(tools: BubblewrapTools, node: string): SpawnSyncReturns<string> {
  const [file = '', ...args] = [...holdJudging(tools), ...dropAmbient(tools), tools.bwrap, ...trial(node)];
  return spawnSync(file, args, { encoding: 'utf8', timeout: 10_000, env: {} });
}

function trial(node: string): string[] {
  const walls = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--as-pid-1', '--die-with-parent'];
  return [...walls, ...systemView(node), '--', node, '--version'];
}
