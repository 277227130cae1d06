import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { getSystemErrorMessage } from 'node:util';
import type { TaskService } from '../domain/service.ts';
import { InvalidTaskError } from '../domain/task.ts';
import { type Position, readNdjson } from './ndjson.ts';

/** Imports a file, or stdin for `-`. An error in a line says which one. */
export async function importFrom(
  file: string,
  stdin: Readable,
  service: TaskService,
  signal: AbortSignal,
): Promise<number> {
  const position: Position = { line: 0 };
  // The abort also ends a read that waits for input.
  const input = addAbortSignal(signal, file === '-' ? stdin : createReadStream(file));
  try {
    return await service.importTasks(readNdjson(input, position), signal);
  } catch (error) {
    throw explain(error, file, position);
  }
}

function explain(error: unknown, file: string, { line }: Position): unknown {
  if (error instanceof InvalidTaskError || error instanceof SyntaxError) {
    return new Error(`${file}:${line}: ${error.message}`, { cause: error });
  }
  if (error instanceof Error && 'errno' in error && typeof error.errno === 'number') {
    return new Error(`cannot read ${file}: ${getSystemErrorMessage(error.errno)}`, { cause: error });
  }
  return error;
}
