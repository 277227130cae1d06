import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { BoxSocket } from '../box-socket.ts';

/** What a frame says. Bytes follow their length; of the others it is 0. */
const kinds = { bytes: 0, end: 1, reset: 2 } as const;
const headerBytes = 5;
/** As much as the supervisor hands on at a time, with room to spare: who names more is not ours. */
const longestFrame = 2 ** 24;

/**
 * One TCP connection carried over a Unix socket, which knows no reset: so bytes, end and reset are frames, in their order.
 * That the Unix socket closes without an end means that the other side let go of the connection altogether.
 */
export class BoxConnection extends Duplex implements BoxSocket {
  bytesRead = 0;
  readonly #carrier: Socket;
  #kept: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(carrier: Socket) {
    super({ allowHalfOpen: true });
    this.#carrier = carrier;
    carrier.on('data', (chunk) => this.#take(chunk));
    carrier.on('error', () => this.#letGo());
    carrier.on('end', () => this.#letGo());
    carrier.on('close', () => this.#letGo());
  }

  resetAndDestroy(): this {
    if (!this.destroyed) this.#carrier.end(header(kinds.reset, 0));
    return this.destroy();
  }

  override _read(): void {
    this.#carrier.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this._writev([{ chunk }], done);
  }

  override _writev(
    chunks: readonly { readonly chunk: Buffer }[],
    done: (error?: Error | null) => void,
  ): void {
    const carrier = this.#carrier;
    const length = chunks.reduce((sum, { chunk }) => sum + chunk.length, 0);
    carrier.cork();
    carrier.write(header(kinds.bytes, length));
    for (const [index, { chunk }] of chunks.entries()) {
      if (index < chunks.length - 1) carrier.write(chunk);
      else carrier.write(chunk, done);
    }
    carrier.uncork();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#carrier.write(header(kinds.end, 0), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // After an orderly end or a reset what was written still goes out.
    const carrier = this.#carrier;
    if (this.#ended && this.writableFinished) carrier.end();
    else if (!carrier.writableEnded) carrier.destroy();
    // Nobody reads on: without this the carrier would never see its end.
    carrier.resume();
    done(error);
  }

  #take(chunk: Buffer): void {
    this.#kept = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    while (!this.destroyed && this.#kept.length >= headerBytes) {
      const kind = this.#kept.readUInt8(0);
      const length = this.#kept.readUInt32LE(1);
      if (length > longestFrame)
        return void this.destroy(new Error('the bridge of a box spoke out of order'));
      if (this.#kept.length < headerBytes + length) return;
      const bytes = this.#kept.subarray(headerBytes, headerBytes + length);
      this.#kept = this.#kept.subarray(headerBytes + length);
      if (kind === kinds.bytes) {
        this.bytesRead += length;
        if (!this.push(bytes)) this.#carrier.pause();
      } else if (kind === kinds.end) {
        this.#ended = true;
        this.push(null);
      } else this.destroy(brokenBy('reset'));
    }
  }

  #letGo(): void {
    if (this.destroyed || (this.#ended && this.writableFinished)) return;
    this.destroy(brokenBy('close'));
  }
}

/** An error of a connection whose other side let go of it without a reset; all others count as resets. */
export function wasLetGo(error: unknown): boolean {
  return (error as { readonly letGo?: boolean }).letGo === true;
}

function brokenBy(how: 'reset' | 'close'): Error {
  const error = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
  return how === 'reset' ? error : Object.assign(error, { letGo: true });
}

function header(kind: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes);
  bytes.writeUInt8(kind, 0);
  bytes.writeUInt32LE(length, 1);
  return bytes;
}
