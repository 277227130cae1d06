import { secret } from '%neighbour%/src/main.ts';
import type { secret as hidden } from '%course%/weeks/week-1-walls/01-wall-program/hidden/walls.test.ts';

export const told: 0 = secret;
export const more: typeof hidden = 0;
