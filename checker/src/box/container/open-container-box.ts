import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CheckerError } from '../../errors.ts';
import type { Box, BoxOptions } from '../box.ts';
import { cleanEnvironment, commandLine } from '../command-line.ts';
import { type Followed, followProcess } from '../follow-process.ts';
import { layScratch } from '../lay-scratch.ts';
import { removeTree } from '../remove-tree.ts';
import { beginInContainer } from './begin-in-container.ts';
import { openContainerNetwork } from './container-network.ts';
import type { ContainerWalls } from './container-walls.ts';
import type { Places } from './keep-places.ts';
import type { Container } from './start-container.ts';
import { watchDisk } from './watch-disk.ts';

/** Goes to where the command is to run as the user that it runs as, who is the first to die where memory runs out. */
const entering = [
  'echo 1000 > /proc/self/oom_score_adj',
  'cd "$1" || exit 126',
  'shift',
  'unset OLDPWD',
] as const;
/** All files of a box together, as a multiple of the largest single one: a program may write one anew beside the old. */
const filesTogether = 4;

export interface ContainerBoxOptions extends BoxOptions, ContainerWalls {
  /** The judging process's own. */
  readonly places: Places;
}

/**
 * The box for other people's code where there is a Docker engine: a container without a network, in which nothing is but the
 * snapshot, the packages and the scratch folder. It starts with the first process.
 */
export function openContainerBox(options: ContainerBoxOptions): Box {
  const { limits, parent, places, app, readable, node, identity, uid, gid } = options;
  const place = places.take({ walls: options, app, readable, node, parent, runFolder: dirname(parent) });
  const scratch = layScratch(place.folder, identity);
  const shared: string[] = [];
  const running = new Set<Followed>();
  let opened: Promise<Container> | null = null;
  let container: Container | null = null;
  let watch: Disposable | null = null;

  const open = () => {
    opened ??= place.open({ writable: shared, room: limits }).then((made) => {
      container = made;
      return made;
    });
    return opened;
  };
  const network = openContainerNetwork(async () => (await open()).link);
  const watchFiles = () => {
    const most = filesTogether * limits.fileMiB;
    return watchDisk(scratch, most * 2 ** 20, () => {
      for (const each of running) each.hit({ limit: 'file-size', figure: `${most} MiB of files together` });
    });
  };
  const killAll = async () => {
    if (container === null || container.link.isOver) return false;
    return Number(await container.link.order({ do: 'kill all' })) > 0;
  };
  const isClean = async () => {
    if (container === null) return true;
    return (await container.link.order({ do: 'find traces' })) === false;
  };
  return {
    isolation: 'container',
    identity,
    scratch,
    network,
    inside: (path) => path,
    share(folder) {
      if (running.size > 0) throw new Error('a folder is shared with a box while nothing runs in it');
      shared.push(folder);
      // What a container sees is settled when it is made. Its files stay.
      opened = null;
      container = null;
    },
    async findTool(name) {
      return (await (await open()).link.order({ do: 'find tool', name })) as string | null;
    },
    async spawn(command) {
      const all = { ...limits, ...command.limits };
      const within = await open();
      await within.makeRoom(all);
      const cwd = command.cwd ?? join(scratch, 'work');
      if (!existsSync(cwd)) throw noFolder(cwd);
      const begun = await beginInContainer(within, {
        line: goingTo(cwd, commandLine(command, { ...options, scratch }, all, entering)),
        env: { ...cleanEnvironment(scratch), ...command.env },
        uid,
        gid,
        pipes: command.pipes ?? 0,
      });
      watch ??= watchFiles();
      const followed = followProcess(begun, all);
      running.add(followed);
      void followed.exited.then(() => running.delete(followed));
      return followed;
    },
    killAll,
    async trouble() {
      if (container !== null) return container.trouble();
      return opened === null ? null : 'the Docker engine has made no container for the box';
    },
    async [Symbol.asyncDispose]() {
      watch?.[Symbol.dispose]();
      // One that is just being started is to be known.
      await opened?.catch(() => {});
      let clean = false;
      try {
        await killAll();
        await network[Symbol.asyncDispose]();
        clean = await isClean();
      } catch {
        // Then it ends with all that is in it.
      }
      await place.release(clean);
      removeTree(scratch);
    },
  };
}

/** The folder is the first argument of the line's script. */
function goingTo(
  folder: string,
  [shell, flag = '', script = '', name = '', ...command]: readonly [string, ...string[]],
): readonly [string, ...string[]] {
  return [shell, flag, script, name, folder, ...command];
}

function noFolder(folder: string): CheckerError {
  return new CheckerError('BOX_UNAVAILABLE', `there is no folder ${folder} to run in`, {
    hint: 'Run the check again; if it stays, report it with this text.',
  });
}
