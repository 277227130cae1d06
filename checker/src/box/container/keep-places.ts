import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../remove-tree.ts';
import { type Container, type ContainerWish, type Room, startContainer } from './start-container.ts';

/** Where one box at a time is: a folder for its scratch folder, and the container that sees it. */
export interface Place {
  readonly folder: string;
  /** Its container, which is started where there is none. With other folders to write to it gets one for itself alone. */
  open(options: { readonly writable: readonly string[]; readonly room: Room }): Promise<Container>;
  /** For the next box, with the container where nothing was left in it. */
  release(isClean: boolean): Promise<void>;
}

export interface PlaceWish extends Omit<ContainerWish, 'home' | 'writable' | 'room'> {
  /** A folder of the submission, which goes with it. */
  readonly parent: string;
}

/**
 * The containers of a judging process. To start one costs a quarter of a second, so one that a scenario has left as it found
 * it serves the next of the same submission. Of another submission's nothing is kept.
 */
export interface Places extends AsyncDisposable {
  take(wish: PlaceWish): Place;
}

interface Kept extends Place, AsyncDisposable {}

export function keepPlaces(start: typeof startContainer = startContainer): Places {
  const idle = new Map<string, Kept[]>();
  const endOthers = async (key: string | null) => {
    const others = [...idle].filter(([each]) => each !== key);
    for (const [each] of others) idle.delete(each);
    await Promise.allSettled(
      others.flatMap(([, places]) => places.map((each) => each[Symbol.asyncDispose]())),
    );
  };
  return {
    take(wish) {
      const { walls, app, readable, node, parent } = wish;
      const key = JSON.stringify([walls.image, walls.cpus, walls.uid, app, readable, node, parent]);
      void endOthers(key);
      return (
        idle.get(key)?.pop() ??
        makePlace(wish, start, (place) => {
          idle.set(key, [...(idle.get(key) ?? []), place]);
        })
      );
    },
    [Symbol.asyncDispose]: () => endOthers(null),
  };
}

function makePlace(
  { parent, ...wish }: PlaceWish,
  start: typeof startContainer,
  giveBack: (place: Kept) => void,
): Kept {
  const home = mkdtempSync(join(parent, 'c-'));
  const folder = join(home, 'b');
  mkdirSync(folder);
  for (const each of [home, folder]) chmodSync(each, 0o711);
  let warm: Container | null = null;
  let special: Container | null = null;
  const end = async () => {
    const ended = [warm, special].filter((each) => each !== null);
    warm = null;
    special = null;
    await Promise.allSettled(ended.map((each) => each[Symbol.asyncDispose]()));
  };
  const place: Kept = {
    folder,
    async open({ writable, room }) {
      if (writable.length > 0) {
        if (special !== null) await Promise.allSettled([special[Symbol.asyncDispose]()]);
        special = await start({ ...wish, home, room, writable: [folder, ...writable] });
        return special;
      }
      if (warm?.trouble() !== null) await end();
      warm ??= await start({ ...wish, home, room, writable: [folder] });
      await warm.makeRoom(room);
      return warm;
    },
    async release(isClean) {
      const used = special;
      special = null;
      if (used !== null) await Promise.allSettled([used[Symbol.asyncDispose]()]);
      if (!isClean || warm?.trouble() !== null) await end();
      giveBack(place);
    },
    async [Symbol.asyncDispose]() {
      await end();
      removeTree(home);
    },
  };
  return place;
}
