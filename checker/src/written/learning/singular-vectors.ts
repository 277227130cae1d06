import { createRandom } from '../../../kit/random.ts';

/** Rows of a sparse matrix: the entries of row r are those from `starts[r]` to `starts[r + 1]`. */
export interface SparseMatrix {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

const iterations = 12;

/**
 * The left singular vectors of a square matrix that belong to its greatest singular values, the greatest first, by orthogonal
 * iteration from a seeded start (Halko, Martinsson, Tropp 2011): the same matrix gives the same bytes. Where two values are
 * nearly alike their vectors may come out mixed, which changes no distance between rows to speak of.
 */
export function singularVectors(
  matrix: SparseMatrix,
  count: number,
): readonly { readonly value: number; readonly vector: Float64Array }[] {
  const size = matrix.starts.length - 1;
  const random = createRandom(20);
  let vectors: Float64Array[] = Array.from({ length: Math.min(count, size) }, () =>
    Float64Array.from({ length: size }, () => random.integer(-1000, 1000)),
  );
  orthonormalise(vectors);
  for (let round = 0; round < iterations; round += 1) {
    vectors = vectors.map((vector) => times(matrix, timesTransposed(matrix, vector)));
    orthonormalise(vectors);
  }
  return vectors.map((vector) => ({ value: lengthOf(timesTransposed(matrix, vector)), vector }));
}

/** Gram and Schmidt, in place; each vector gives up its part in those before it. */
function orthonormalise(vectors: readonly Float64Array[]): void {
  for (const [index, vector] of vectors.entries()) {
    // Twice is enough for what rounding has left over.
    for (const before of [...vectors.slice(0, index), ...vectors.slice(0, index)]) {
      const share = product(vector, before);
      for (let at = 0; at < vector.length; at += 1)
        vector[at] = (vector[at] as number) - share * (before[at] as number);
    }
    const length = lengthOf(vector);
    for (let at = 0; at < vector.length; at += 1)
      vector[at] = length < 1e-9 ? 0 : (vector[at] as number) / length;
  }
}

function times({ starts, columns, values }: SparseMatrix, vector: Float64Array): Float64Array {
  return Float64Array.from(vector, (_, row) => {
    let sum = 0;
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at += 1)
      sum += (values[at] as number) * (vector[columns[at] as number] as number);
    return sum;
  });
}

function timesTransposed({ starts, columns, values }: SparseMatrix, vector: Float64Array): Float64Array {
  const result = new Float64Array(vector.length);
  for (let row = 0; row < vector.length; row += 1)
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at += 1) {
      const column = columns[at] as number;
      result[column] = (result[column] as number) + (values[at] as number) * (vector[row] as number);
    }
  return result;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(product(vector, vector));
}
