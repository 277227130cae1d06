import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Question } from '../question.ts';
import { type Prompt, promptVersion } from './prompt.ts';
import { type OpinionReply, readReply } from './reply.ts';
import type { OpinionSettings } from './settings.ts';

/** Replies of earlier calls, a file each. The same answer to the same rubric is sent to a model once. */
export interface OpinionCache {
  read(prompt: Prompt, question: Question): OpinionReply | null;
  write(prompt: Prompt, reply: OpinionReply): void;
}

/**
 * Named by all that a reply depends on: what was sent, which is the points of the rubric and the answer, the model, and the
 * version of the prompt. What stands in a file is checked like a reply: one that is damaged is none.
 */
export function openOpinionCache(cacheFolder: string, settings: OpinionSettings): OpinionCache {
  const folder = join(cacheFolder, 'opinions');
  const fileOf = ({ system, user }: Prompt) => {
    const parts = [promptVersion, settings.kind, settings.url.href, settings.model, system, user];
    return join(
      folder,
      `${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}.json`,
    );
  };
  return {
    read(prompt, question) {
      try {
        return readReply(readFileSync(fileOf(prompt), 'utf8'), question);
      } catch {
        return null;
      }
    },
    write(prompt, reply) {
      try {
        const file = fileOf(prompt);
        // It holds sentences of learners: nobody else on the machine reads them here.
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const temporary = `${file}.${randomUUID()}`;
        writeFileSync(temporary, JSON.stringify(reply), { mode: 0o600 });
        renameSync(temporary, file);
      } catch {
        // A cache that cannot be written is none: the next call asks again.
        return;
      }
    },
  };
}
