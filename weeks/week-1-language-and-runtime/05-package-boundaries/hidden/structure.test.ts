import { type DriverLink, expectEqual, expectThat, requirement, showValue } from 'checker/kit';
import { answerOf } from './play.ts';

const values = ['createShop', 'OutOfStockError', 'UnknownOrderError', 'UnknownProductError'];
const methods = ['cancel', 'orders', 'place', 'quote', 'stock'];
const packages = {
  '#catalog': ['OutOfStockError', 'UnknownProductError', 'createCatalog'],
  '#pricing': ['createPricing'],
  '#orders': ['UnknownOrderError', 'createOrders'],
};

requirement('compiles', ({ source }) => source.compiles());

requirement('no-globals', ({ source }) => source.noGlobals());

requirement('one-way', ({ source }) => source.layers());

requirement('keeps-boundaries', ({ source }) => source.boundaries());

requirement('public-surface', async ({ module, source }) => {
  await source.surface();
  const link = await module.open();
  for (const [name, list] of Object.entries(packages)) await expectExports(link, name, list);
  await expectOneDoor(link);
  const reachable = await answerOf(link, 'shop.names', undefined, {
    look: 'What does createShop do with `{ products: [] }`?',
  });
  expectEqual('the names by which something of a shop can be reached', reachable, methods, {
    look: 'A shop has five methods. Whatever else can be named on it, somebody will use; `private` of TypeScript is there at run time all the same.',
  });
});

async function expectExports(link: DriverLink, name: string, list: readonly string[]): Promise<void> {
  const look = `What stands in the index.ts that ${name} leads to, and who outside of the package needs it?`;
  const seen = await answerOf(
    link,
    'package.names',
    { name },
    { expected: `import('${name}') to load`, look },
  );
  expectEqual(`the values that ${name} exports`, [...(seen as string[])].sort(), [...list].sort(), { look });
}

/** Whoever installs the package can import it by its name, and no file of it. */
async function expectOneDoor(link: DriverLink): Promise<void> {
  const promise = 'package.json opens one door to those outside: the package itself, which is src/index.ts.';
  const { doors } = (await answerOf(link, 'package.exports', undefined, {
    look: 'Is package.json what it should be?',
  })) as { doors: unknown };
  const keys = doorsIn(doors);
  expectThat(keys.length === 1 && keys[0] === '.', {
    promise,
    expected: '`exports` in package.json to name "." and nothing else',
    saw:
      keys.length === 0
        ? 'no `exports`: then every file of the package is open'
        : keys.map((key) => showValue(key)).join(', '),
    look: 'Which paths may somebody write after the name of your package, and what would they reach?',
  });
  const look = 'Where does "." in `exports` lead, and is the name in package.json still package-boundaries?';
  const name = 'package-boundaries';
  const expected = `import('${name}') to load src/index.ts`;
  const same = await answerOf(link, 'package.same', { name }, { promise, expected, look });
  expectEqual(
    `what import('${name}') has in common with src/index.ts`,
    [...(same as string[])].sort(),
    [...values].sort(),
    { promise, look },
  );
}

/** By Node's rules: a text or conditions stand for ".". */
function doorsIn(doors: unknown): string[] {
  if (doors === null) return [];
  if (typeof doors !== 'object' || Array.isArray(doors)) return ['.'];
  const keys = Object.keys(doors);
  return keys.some((key) => key.startsWith('.')) ? keys : ['.'];
}
