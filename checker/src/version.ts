import manifest from '../package.json' with { type: 'json' };

export const checkerVersion: string = manifest.version;
