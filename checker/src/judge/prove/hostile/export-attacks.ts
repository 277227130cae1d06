import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../../repository.ts';
import { loadAttacks } from './load-attacks.ts';
import { corpusIn } from './prove-hostile.ts';
import { tellAttacks } from './tell-attacks.ts';

/** Writes the corpus into the page that tells of it. A test holds the two together. */
const page = join(repository, 'docs/instructor/security.md');
const told = tellAttacks(loadAttacks(join(corpusIn(repository), 'attacks')));
const text = readFileSync(page, 'utf8').replace(
  /(<!-- attacks -->\n)[\s\S]*(\n<!-- \/attacks -->)/,
  (_, before: string, after: string) => `${before}${told}${after}`,
);
writeFileSync(page, text);
