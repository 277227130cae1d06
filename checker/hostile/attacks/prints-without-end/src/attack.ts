import { writeSync } from 'node:fs';

const bytes = Buffer.alloc(2 ** 20, 'x');
try {
  for (let count = 0; count < 3000; count += 1) writeSync(1, bytes);
} catch {
  // The pipe is full or closed.
}
