import { type DriverLink, fc, requirement, showValue } from 'checker/kit';
import type { Scene } from './driver/scenes.ts';
import { createModel } from './model.ts';
import { playScene } from './play.ts';
import { anyQuoteScene, expectQuotes, quotesOfCorners } from './quoting.ts';
import { aloneIn, expectAsAlone, expectAsInProcessesOfTheirOwn, expectSame, meddlings } from './sharing.ts';
import {
  anyProducts,
  anySceneOfOne,
  anyStepsOfTwo,
  changes,
  sceneOfCorners,
  tellCommand,
  tellScene,
} from './stories.ts';

requirement('behaves-as-before', async ({ module, property, random }) => {
  const link = await module.open();
  await expectAsOnThePage(link, sceneOfCorners(random));
  await property(
    'one shop, and what is done with it',
    anySceneOfOne,
    (scene) => expectAsOnThePage(link, scene),
    { runs: 150, show: tellScene },
  );
});

async function expectAsOnThePage(link: DriverLink, scene: Scene): Promise<void> {
  const { seen } = await playScene(link, scene);
  const products = scene.shops[0] ?? [];
  const model = createModel(products);
  scene.steps.forEach((step, at) => {
    const before = scene.steps.slice(0, at).filter(changes).map(tellCommand);
    const story = before.length === 0 ? '' : `, after ${before.join('; ')}`;
    expectSame(`${tellCommand(step)}${story}`, seen[at], model(step), {
      look: `What did the starter do here? The rules are on the page. The products: ${showValue(products)}`,
    });
  });
}

requirement('shares-nothing', async ({ module, property, trace, random }) => {
  await expectAsInProcessesOfTheirOwn({ module, trace, random });
  const link = await module.open();
  await property(
    'two shops side by side',
    fc.record({ shops: fc.tuple(anyProducts, anyProducts), steps: anyStepsOfTwo, oneOptions: fc.boolean() }),
    async (scene) => {
      const together = await playScene(link, scene);
      for (const shop of [0, 1]) {
        const alone = await playScene(link, aloneIn(scene, shop));
        expectAsAlone(scene, shop, { together, alone, trace });
      }
    },
    { runs: 60, show: tellScene },
  );
  for (const { meddling, promise, look } of meddlings) {
    await property(
      'one shop, and a careless caller',
      anySceneOfOne,
      async (scene) => {
        const quiet = await playScene(link, scene);
        const { seen } = await playScene(link, { ...scene, meddling });
        scene.steps.forEach((step, at) => {
          expectSame(`${tellCommand(step)}, step ${at + 1}`, seen[at], quiet.seen[at], { promise, look });
        });
      },
      { runs: 40, show: tellScene },
    );
  }
  await property(
    'one shop, and a caller who keeps what he was given',
    anySceneOfOne,
    async (scene) => {
      const { seen, later } = await playScene(link, scene);
      scene.steps.forEach((step, at) => {
        const what = `what ${tellCommand(step)} gave at step ${at + 1}, looked at again at the end`;
        expectSame(what, later[at], seen[at], {
          promise: 'What a shop gave away does not change when the shop goes on.',
          look: 'Which object does the shop keep, which does it give away, and are they the same one?',
        });
      });
    },
    { runs: 40, show: tellScene },
  );
});

requirement('pricing-alone', async ({ module, property, random }) => {
  const link = await module.open();
  await expectQuotes(link, quotesOfCorners(random));
  await property(
    'two pricings, each with a history of its own',
    anyQuoteScene,
    (scene) => expectQuotes(link, scene),
    { runs: 60 },
  );
});
