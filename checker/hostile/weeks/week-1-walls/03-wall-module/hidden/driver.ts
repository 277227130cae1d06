import { serve } from 'checker/kit/driver';

interface Speaker {
  readonly say: (word: string) => Promise<string>;
}

serve(async ({ load }) => {
  const { say } = (await load()) as unknown as Speaker;
  return {
    say: async (params) => say((params as { readonly word: string }).word),
  };
});
