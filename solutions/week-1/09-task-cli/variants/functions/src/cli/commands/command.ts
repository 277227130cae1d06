import type { TaskService } from '../../domain/create-task-service.ts';
import { Misuse, type Words } from '../words.ts';

export type Given = Words & Readonly<{ service: TaskService; stdin: NodeJS.ReadStream; signal: AbortSignal }>;
export type Command = Readonly<{
  help: string;
  flags: readonly string[];
  run: (given: Given) => Promise<string>;
}>;

export const idIn = ({ rest }: Words): number => {
  const [text = ''] = rest;
  if (rest.length !== 1 || !/^[1-9][0-9]{0,14}$/.test(text))
    throw new Misuse(`expected one id, got "${rest.join(' ')}"`);
  return Number(text);
};

export const oneIn = ({ rest }: Words, what: string): string => {
  const [text] = rest;
  if (rest.length !== 1 || text === undefined) throw new Misuse(`expected one ${what}`);
  return text;
};

export const noneIn = ({ rest }: Words): void => {
  if (rest.length > 0) throw new Misuse(`did not expect "${rest.join(' ')}"`);
};
