import type { Routes } from './serve.ts';

export function probes(parts: {
  readonly isReady: () => Promise<boolean>;
  readonly metrics: () => Promise<string>;
  readonly mediaType: string;
}): Routes {
  const { isReady, metrics, mediaType } = parts;
  return [
    [/^\/livez$/, { GET: () => ({ status: 200, body: 'true' }) }],
    [
      /^\/readyz$/,
      {
        async GET() {
          const ready = await isReady().catch(() => false);
          return { status: ready ? 200 : 503, body: `${ready}` };
        },
      },
    ],
    [
      /^\/metrics$/,
      { GET: async () => ({ status: 200, body: await metrics(), headers: { 'Content-Type': mediaType } }) },
    ],
  ];
}
