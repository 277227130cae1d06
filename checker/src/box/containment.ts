import { spawnSync } from 'node:child_process';
import { findTool } from './identity.ts';

/**
 * What holds a judging process and everything that it starts together, so that nothing survives it. In a pid namespace
 * the kernel ends all of them with the first; a process group can be left by whoever calls setsid.
 */
export type Containment =
  | { readonly kind: 'pid-namespace'; readonly prefix: readonly [string, ...string[]] }
  | { readonly kind: 'process-group'; readonly why: string };

/**
 * Finds what this machine allows by trying it (about 5 ms). Some systems forbid user namespaces, and containers usually
 * forbid mounting /proc.
 */
export function probeContainment(path: string): Containment {
  const unshare = findTool('unshare', path);
  if (unshare === null) return { kind: 'process-group', why: 'there is no unshare on this machine' };
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user'];
  const prefix: readonly [string, ...string[]] = [
    unshare,
    ...user,
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ];
  const tried = spawnSync(prefix[0], [...prefix.slice(1), '/bin/true'], { stdio: 'ignore', timeout: 5000 });
  if (tried.status === 0) return { kind: 'pid-namespace', prefix };
  return { kind: 'process-group', why: 'this machine does not allow pid namespaces' };
}

export function weaknessOfContainment(containment: Containment): string | null {
  switch (containment.kind) {
    case 'pid-namespace':
      return null;
    case 'process-group':
      return `A program that detaches itself is found by its folder only, since ${containment.why}.`;
    default:
      return containment satisfies never;
  }
}
