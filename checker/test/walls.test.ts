import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Isolation } from '../src/box/box.ts';
import { probeBubblewrap } from '../src/box/bubblewrap/probe-bubblewrap.ts';
import { attackKinds } from '../src/judge/prove/hostile/attack.ts';
import { loadAttacks } from '../src/judge/prove/hostile/load-attacks.ts';
import { corpusIn, proveHostile } from '../src/judge/prove/hostile/prove-hostile.ts';
import { tellAttacks } from '../src/judge/prove/hostile/tell-attacks.ts';
import { repository } from '../src/repository.ts';

const attacks = loadAttacks(join(corpusIn(repository), 'attacks'));
const bubblewrap = probeBubblewrap({ path: process.env.PATH ?? '', node: process.execPath }).kind === 'ready';

/** Of different kinds, and quick; `prove --hostile` tries all. */
const representatives = [
  'lays-a-link-for-the-judge',
  'reads-inherited-descriptors',
  'calls-loopback',
  'redirects-the-judge',
  'writes-the-record',
  'stays-as-a-daemon',
];

test('the corpus is as large as promised, and every kind of exercise is attacked', () => {
  expect(attacks.length).toBeGreaterThanOrEqual(60);
  expect(new Set(attacks.map(({ against }) => against))).toEqual(new Set(attackKinds));
  for (const { borrow } of attacks)
    if (borrow !== undefined) expect(existsSync(join(repository, borrow)), borrow).toBe(true);
});

test('the page for instructors tells of every attack, as `npm run schema` writes it', () => {
  const page = readFileSync(join(repository, 'docs/instructor/security.md'), 'utf8');
  expect(page).toContain(`<!-- attacks -->\n${tellAttacks(attacks)}\n<!-- /attacks -->`);
});

test('what is said to be held is held, and works where there are no walls', {
  timeout: 300_000,
}, async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'walls-'));
  onTestFinished(() => rm(temporary, { recursive: true }));
  await chmod(temporary, 0o755);
  const isolations: readonly Isolation[] = bubblewrap ? ['bubblewrap'] : ['process'];
  const proof = await proveHostile({
    repository,
    node: process.execPath,
    path: process.env.PATH ?? '',
    temporary,
    isolations,
    only: representatives,
    signal: new AbortController().signal,
  });
  expect(proof.holes.map((hole) => [hole, proof.results.find(({ slug }) => slug === hole.slug)])).toEqual([]);
  expect(proof.results.map(({ slug, control }) => [slug, control.kind])).toEqual(
    representatives.toSorted().map((slug) => [slug, 'worked']),
  );
  expect(await readdir(temporary)).toEqual([]);
});
