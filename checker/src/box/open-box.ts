import type { Box, BoxOptions } from './box.ts';
import { openBubblewrapBox } from './bubblewrap/bubblewrap-box.ts';
import { openProcessBox } from './process-box.ts';
import type { Walls } from './walls.ts';

/** A box behind the walls of the run. */
export function openBox(options: BoxOptions, walls: Walls): Box {
  switch (walls.isolation) {
    case 'process':
      return openProcessBox({ ...options, ...walls });
    case 'bubblewrap':
      return openBubblewrapBox({ ...options, ...walls });
    default:
      return walls satisfies never;
  }
}
