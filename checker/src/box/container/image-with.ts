/** The command that makes an image of boxes that has these tools besides, and what is to be set then. */
export function imageWith(image: string, tools: readonly string[]): string {
  return `printf 'FROM ${image}\\nRUN apt-get update && apt-get install -y ${tools.join(' ')}\\n' | docker build -t boxes - && export CHECKER_BOX_IMAGE=boxes`;
}
