import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { expect, test } from 'vitest';
import * as learned from '../src/index.ts';

// Red before you begin. From top to bottom is a good order.

const root = join(import.meta.dirname, '..');
const products = [{ sku: 'tea', cents: 450, stock: 12 }];

test.each(['#catalog', '#pricing', '#orders'])('%s leads to an index', async (name) => {
  const found = await import(/* @vite-ignore */ name);
  expect(Object.keys(found)).not.toEqual([]);
});

test('what lies in another package is imported by its name', () => {
  const deep = sources().flatMap((file) =>
    specifiersIn(file)
      .filter((specifier) => specifier.startsWith('#src') || leadsIntoPackage(file, specifier))
      .map((specifier) => `${file} imports ${specifier}`),
  );
  expect(deep).toEqual([]);
});

test('two shops share nothing', () => {
  const here = learned.createShop({ products });
  here.place('ann', [{ sku: 'tea', quantity: 2 }]);
  const there = learned.createShop({ products });
  expect(there.stock('tea')).toBe(12);
  expect(here.stock('tea')).toBe(10);
  expect(here.orders('ann')).toHaveLength(1);
});

test('what was given away stays as it was', () => {
  const shop = learned.createShop({ products });
  const order = shop.place('ann', [{ sku: 'tea', quantity: 2 }]);
  shop.cancel(order.id);
  expect(order.status).toBe('placed');
});

test('the module exports four values, and a shop has five methods', () => {
  const values = ['OutOfStockError', 'UnknownOrderError', 'UnknownProductError', 'createShop'];
  expect(Object.keys(learned).sort()).toEqual(values);
  const shop = learned.createShop({ products: [] });
  expect(
    Object.keys(shop).filter((key) => !['cancel', 'orders', 'place', 'quote', 'stock'].includes(key)),
  ).toEqual([]);
});

test('package.json opens one door', async () => {
  const closed = 'package-boundaries/shop.ts';
  await expect(import(/* @vite-ignore */ closed)).rejects.toThrow();
  const { exports: doors } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(typeof doors === 'string' ? ['.'] : Object.keys(doors)).toEqual(['.']);
});

function sources(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true })
    .map((path) => join('src', String(path)))
    .filter((path) => path.endsWith('.ts'));
}

function specifiersIn(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/from '([^']+)'/g)].map(([, specifier = '']) => specifier);
}

/** By its path, from outside. */
function leadsIntoPackage(file: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) return false;
  const [from, to] = [file, join(dirname(file), specifier)].map((path) => path.split(sep)[1] ?? '');
  return from !== to && ['catalog', 'pricing', 'orders', 'shared'].includes(to ?? '');
}
