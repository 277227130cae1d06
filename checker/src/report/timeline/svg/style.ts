/** Plain properties and no variables, since not every viewer of SVG knows those. Dark where the reader prefers it. */
export function styleSheet(): string {
  return `<style>${[...rules(light), `@media (prefers-color-scheme: dark) {`, ...rules(dark), '}'].join('\n')}</style>`;
}

interface Palette {
  readonly paper: string;
  readonly stripe: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly run: string;
  readonly broken: string;
}

/** Text is at least 4.5:1 against paper and stripe, marks at least 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). */
const light: Palette = {
  paper: '#ffffff',
  stripe: '#f3f5f7',
  ink: '#1f2328',
  faint: '#59636e',
  line: '#d1d9e0',
  run: '#3b82c4',
  broken: '#cf222e',
};
const dark: Palette = {
  paper: '#0d1117',
  stripe: '#161b22',
  ink: '#e6edf3',
  faint: '#9198a1',
  line: '#3d444d',
  run: '#4a90d9',
  broken: '#ff7b72',
};

function rules({ paper, stripe, ink, faint, line, run, broken }: Palette): string[] {
  return [
    `.tl-paper { fill: ${paper}; }`,
    `.tl-stripe { fill: ${stripe}; }`,
    `.tl-text { fill: ${ink}; font: 13px system-ui, 'DejaVu Sans', sans-serif; }`,
    `.tl-title { fill: ${ink}; font: bold 15px system-ui, 'DejaVu Sans', sans-serif; }`,
    `.tl-small { fill: ${faint}; font: 11px system-ui, 'DejaVu Sans', sans-serif; }`,
    `.tl-alarm { fill: ${broken}; font: bold 13px system-ui, 'DejaVu Sans', sans-serif; }`,
    `.tl-grid { stroke: ${line}; fill: none; }`,
    `.tl-run { fill: ${run}; }`,
    `.tl-wait { stroke: ${run}; stroke-width: 2; stroke-dasharray: 3 4; fill: none; }`,
    `.tl-point { fill: ${ink}; stroke: ${paper}; stroke-width: 1.5; }`,
    `.tl-broken { stroke: ${broken}; stroke-width: 3; stroke-linecap: round; fill: none; }`,
    `.tl-break { stroke: ${broken}; stroke-dasharray: 4 3; fill: none; }`,
    `.tl-limit { stroke: ${ink}; stroke-dasharray: 6 3; fill: none; }`,
    `.tl-count { fill: ${run}; opacity: 0.55; }`,
    `.tl-excess { fill: ${broken}; }`,
  ];
}
