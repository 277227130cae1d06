import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A folder that files can be created in. */
export class Disk {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async create(path: string): Promise<DiskFile> {
    const whole = join(this.#folder, path);
    await mkdir(dirname(whole), { recursive: true });
    return new DiskFile(await open(whole, 'w'));
  }
}

export class DiskFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  readonly write = (bytes: Uint8Array): Promise<void> => this.#handle.appendFile(bytes);
}
