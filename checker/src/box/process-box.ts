import { join } from 'node:path';
import type { Box, BoxOptions } from './box.ts';
import { sharedNetwork } from './box-network.ts';
import { commandLine } from './command-line.ts';
import { findTool, type Identity } from './identity.ts';
import type { PrepareLaunch } from './launch.ts';
import { layScratch } from './lay-scratch.ts';
import { killProcessesNaming } from './leftovers.ts';
import { removeTree } from './remove-tree.ts';
import { type Running, spawnInBox } from './spawn-in-box.ts';

export interface ProcessBoxOptions extends BoxOptions {
  readonly identity: Identity;
}

/**
 * The box for the learner's own code on the learner's own machine: process groups, a clean environment, rlimits, Node's
 * permission model where the exercise allows it. It keeps accidents in; it is no wall against attack.
 */
export function openProcessBox(options: ProcessBoxOptions): Box {
  const { identity, limits } = options;
  const scratch = layScratch(options.parent, identity);
  const running: Running = { kills: new Map(), started: 0 };
  const prepare: PrepareLaunch = async (command, commandLimits) => {
    const line = commandLine(command, { ...options, scratch }, commandLimits);
    return {
      line:
        identity.kind === 'nobody-reading'
          ? [identity.prefix[0] as string, ...identity.prefix.slice(1), ...line]
          : line,
      cwd: command.cwd ?? join(scratch, 'work'),
      user: identity.kind === 'nobody' ? { uid: identity.uid, gid: identity.gid } : null,
      reports: false,
      locate: async (child) => child.pid as number,
      lost: () => {},
      cgroup: null,
    };
  };
  const killAll = async (): Promise<boolean> => {
    const any = running.kills.size > 0;
    for (const kill of [...running.kills.values()]) kill();
    return killProcessesNaming(scratch) > 0 || any;
  };
  return {
    isolation: 'process',
    identity,
    scratch,
    network: sharedNetwork,
    inside: (path) => path,
    share: () => {},
    findTool: async (name, path) => findTool(name, path),
    spawn: (command) => spawnInBox(command, { scratch, limits, prepare }, running),
    killAll,
    trouble: async () => null,
    async [Symbol.asyncDispose]() {
      await killAll();
      removeTree(scratch);
    },
  };
}
