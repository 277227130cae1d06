import { readFileSync } from 'node:fs';
import { serve } from 'checker/kit/driver';
import { playQuotes, type QuoteScene } from './driver/quotes.ts';
import { playScene, type Scene } from './driver/scenes.ts';
import type { Seam } from './driver/seam.ts';
import { reachableNames } from './driver/surface.ts';

/** Runs beside the learner's module, does what the judge says and tells what it saw. It expects nothing. */
serve(async ({ load }) => {
  const { exports: doors = null } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const learned = (await load()) as unknown as Seam;
  const importing = (name: string) => import(name) as Promise<Record<string, unknown>>;

  return {
    'shop.names': () => reachableNames(learned.createShop({ products: [] })),

    /** What a package gives to those who import it by its name. */
    'package.names': async ({ name }: { name: string }) => Object.keys(await importing(name)),

    'package.exports': () => ({ doors }),

    /** Which of its own exports the module also gives to those who import it by the package's name. */
    'package.same': async ({ name }: { name: string }) => {
      const named = await importing(name);
      return Object.entries(learned).flatMap(([key, value]) => (named[key] === value ? [key] : []));
    },

    'shops.play': (scene: Scene) => playScene(learned, scene),

    'quotes.play': async (scene: QuoteScene) => playQuotes(await importing('#pricing'), scene),
  };
});
