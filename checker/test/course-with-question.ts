import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyCourse } from './temp-folder.ts';

export const rubric = `question: unread
title: An unread channel
version: 1
lesson: [README.md]
concepts:
  - id: blocks
    kind: mechanism
    means: The sender waits until somebody receives.
    ask: Where is the sender while nobody takes its value?
    covered: The scheduler runs somebody else on its thread meanwhile.
    patterns: ['sender|send {wait}']
  - id: leaks
    kind: consequence
    means: The goroutine is stuck for good.
    ask: What becomes of the goroutine in an hour, and in a day?
    covered: goleak finds it at the end of a test.
    patterns: ['goroutine leak']
misconceptions:
  - id: dropped
    says: The value is dropped.
    correction: A channel drops nothing. The sender keeps the value until somebody takes it.
    patterns: ['value drop']
anchors:
  - marks: 2
    text: The send waits until there is a receiver, and if there never is one then the goroutine leaks with all it holds.
`;

/** 0.5 of 2 points: it covers `blocks`, and says `dropped`. */
export const answer =
  'A send blocks until somebody receives the value. It is simple. The value is dropped after a while though.';

/** A copy of the small course with one written question in its first week. */
export function courseWithQuestion(): string {
  const root = copyCourse();
  const folder = join(root, 'weeks/week-1-first-steps/questions');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'unread.rubric.yaml'), rubric);
  writeFileSync(
    join(folder, 'unread.md'),
    '# An unread channel\n\nWhat happens to a value in a channel that nobody reads?\n',
  );
  writeFileSync(join(root, 'weeks/glossary.yaml'), 'wait: wait, block, hang\n');
  return root;
}
