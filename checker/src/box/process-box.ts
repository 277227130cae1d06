import { chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Box, BoxOptions } from './box.ts';
import { sharedNetwork } from './box-network.ts';
import { findTool, type Identity } from './identity.ts';
import { killProcessesNaming } from './leftovers.ts';
import { removeTree } from './remove-tree.ts';
import { type Running, spawnInBox } from './spawn-in-box.ts';

export interface ProcessBoxOptions extends BoxOptions {
  readonly identity: Identity;
  /** The Node that runs submissions. */
  readonly node: string;
}

/**
 * The box for the learner's own code on the learner's own machine: process groups, a clean environment, rlimits, Node's
 * permission model where the exercise allows it. It keeps accidents in; it is no wall against attack.
 */
export function openProcessBox(options: ProcessBoxOptions): Box {
  const scratch = mkdtempSync(join(options.parent, 'box-'));
  const folders = ['work', 'tmp', 'home'].map((name) => join(scratch, name));
  for (const folder of folders) mkdirSync(folder);
  for (const folder of [scratch, ...folders]) own(folder, options.identity);

  const running: Running = { kills: new Map(), started: 0 };
  const killAll = async (): Promise<boolean> => {
    const any = running.kills.size > 0;
    for (const kill of [...running.kills.values()]) kill();
    return killProcessesNaming(scratch) > 0 || any;
  };
  return {
    isolation: 'process',
    scratch,
    network: sharedNetwork,
    inside: (path) => path,
    share: () => {},
    findTool: async (name, path) => findTool(name, path),
    spawn: (command) => spawnInBox(command, scratch, options, running),
    killAll,
    trouble: () => null,
    async [Symbol.asyncDispose]() {
      await killAll();
      removeTree(scratch);
    },
  };
}

function own(folder: string, identity: Identity): void {
  if (identity.kind === 'nobody' || identity.kind === 'nobody-reading')
    chownSync(folder, identity.uid, identity.gid);
}
