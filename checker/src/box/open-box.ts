import type { Box, BoxOptions } from './box.ts';
import { openBubblewrapBox } from './bubblewrap/bubblewrap-box.ts';
import type { Places } from './container/keep-places.ts';
import { openContainerBox } from './container/open-container-box.ts';
import { openProcessBox } from './process-box.ts';
import type { Walls } from './walls.ts';

/**
 * A box behind the walls of the run.
 *
 * @param places the judging process's own, where there are to be containers
 */
export function openBox(options: BoxOptions, walls: Walls, places: Places): Box {
  switch (walls.isolation) {
    case 'process':
      return openProcessBox({ ...options, ...walls });
    case 'bubblewrap':
      return openBubblewrapBox({ ...options, ...walls });
    case 'container':
      return openContainerBox({ ...options, ...walls, places });
    default:
      return walls satisfies never;
  }
}
