import { expect, test } from 'vitest';
import type { AttackResult, HostileProof } from '../judge/prove/hostile/hostile-proof.ts';
import { renderHostile } from './hostile.ts';

const options = { columns: 80, color: false, unicode: true, plain: false, verbose: false };

function resultOf(
  slug: string,
  outcome: 'contained' | 'not-contained' | 'not-applicable',
  admitted = false,
): AttackResult {
  return {
    slug,
    attack: {
      tries: 'Reads what is not its own.',
      group: 'secrets',
      against: 'program',
      prize: 'read',
      process: 'open',
      control: { kind: 'bare' },
      lay: [],
    },
    control: { kind: 'worked', breaches: [] },
    isolations: [
      {
        isolation: 'bubblewrap',
        outcome,
        admitted,
        breaches:
          outcome === 'not-contained' ? [{ prize: 'read', told: 'a secret came out:\u001b[2J home' }] : [],
        ending: 'first passed',
        durationMs: 1,
      },
    ],
  };
}

test('the table, what got through without leave, and the totals', () => {
  const results = [
    resultOf('holds', 'contained'),
    resultOf('leaks', 'not-contained'),
    resultOf('leaks-as-told', 'not-contained', true),
    resultOf('matters-not', 'not-applicable'),
  ];
  const proof: HostileProof = {
    isolations: ['bubblewrap'],
    results,
    holes: [{ slug: 'leaks', isolation: 'bubblewrap' }],
    interrupted: false,
  };
  const text = renderHostile(proof, options);
  expect(text).toContain('holds          works         contained\n');
  expect(text).toContain('leaks          works         NOT CONTAINED\n');
  expect(text).toContain('leaks-as-told  works         not, as told\n');
  expect(text).toContain('matters-not    works         no matter\n');
  expect(text).toContain(
    'leaks gets through bubblewrap (first passed):\n  read: a secret came out:\\x1b[2J home\n',
  );
  expect(text).not.toContain('leaks-as-told gets through');
  expect(text.replaceAll('\n', ' ')).toContain(
    '4 attacks, 4 seen at work without walls; bubblewrap: 1 of 3 contained.',
  );
});
