import { expect, test } from 'vitest';
import { type SparseMatrix, singularVectors } from './singular-vectors.ts';

function matrixOf(rows: readonly (readonly number[])[]): SparseMatrix {
  const entries = rows.flatMap((row) =>
    row.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])),
  );
  let start = 0;
  const ends = rows.map((row) => {
    start += row.filter((value) => value !== 0).length;
    return start;
  });
  return {
    starts: Int32Array.from([0, ...ends]),
    columns: Int32Array.from(entries, ({ column }) => column),
    values: Float64Array.from(entries, ({ value }) => value),
  };
}

/** Its singular values are 5, 3 and 0. */
const matrix = matrixOf([
  [0, 3, 0],
  [3, 0, 4],
  [0, 0, 0],
]);

test('the greatest values come first, and their vectors have length 1 and stand upright on each other', () => {
  const [first, second] = singularVectors(matrix, 2);
  expect(first?.value).toBeCloseTo(5, 6);
  expect([...(first?.vector ?? [])].map(Math.abs)).toEqual([
    expect.closeTo(0, 4),
    expect.closeTo(1, 4),
    expect.closeTo(0, 4),
  ]);
  expect(second?.value).toBeCloseTo(3, 6);
  expect([...(second?.vector ?? [])].map(Math.abs)).toEqual([
    expect.closeTo(1, 4),
    expect.closeTo(0, 4),
    expect.closeTo(0, 4),
  ]);
});

test('what a matrix of lower rank has not, comes out as nothing and not as noise', () => {
  const values = singularVectors(matrix, 3).map(({ value }) => value);
  expect(values[2]).toBeCloseTo(0, 6);
});

test('the same matrix gives the same numbers', () => {
  expect(singularVectors(matrix, 3)).toEqual(singularVectors(matrix, 3));
});
