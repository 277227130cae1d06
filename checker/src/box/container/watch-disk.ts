import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

const lookEveryMs = 500;
/** Whoever makes more files than this is stopped as well: to count them would become our work. */
const mostFiles = 20_000;

/** Looks at what the files of a folder take, links not followed, and says once that it is more than allowed. */
export function watchDisk(folder: string, mostBytes: number, onFull: () => void): Disposable {
  let over = false;
  let timer: NodeJS.Timeout;
  const look = async () => {
    const full = await isFull(folder, mostBytes, () => over);
    if (over) return;
    if (full) onFull();
    else timer = setTimeout(look, lookEveryMs).unref();
  };
  timer = setTimeout(look, lookEveryMs).unref();
  return {
    [Symbol.dispose]() {
      over = true;
      clearTimeout(timer);
    },
  };
}

async function isFull(top: string, mostBytes: number, isOver: () => boolean): Promise<boolean> {
  const folders = [top];
  let bytes = 0;
  let files = 0;
  for (let folder = folders.pop(); folder !== undefined && !isOver(); folder = folders.pop()) {
    try {
      for await (const entry of await opendir(folder)) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(path);
        const { blocks } = await lstat(path).catch(() => ({ blocks: 0 }));
        bytes += blocks * 512;
        files++;
        if (bytes > mostBytes || files > mostFiles) return true;
      }
    } catch {
      // It went while we looked, or may not be read: by us, who are root or its owner, never for long.
    }
  }
  return false;
}
