/** What an attacker is told, who is taken to know the machine by heart: all but the secrets. Each run lays its own. */
export interface Targets {
  /** To be written wherever it must not be. */
  readonly token: string;
  readonly course: string;
  readonly home: string;
  readonly neighbour: string;
  readonly repository: string;
  readonly cache: string;
  /** The judge's folder for temporary files, with its run folder below it. */
  readonly temporary: string;
  readonly bystander: { readonly pid: number };
  readonly judge: { readonly pid: number };
  readonly ports: {
    readonly ipv4: number;
    readonly ipv6: number;
    readonly udp: number;
    readonly everywhere: number;
  };
  readonly addresses: readonly string[];
  readonly socket: string;
  readonly abstract: string;
  /** A descriptor that the judge was started with. */
  readonly descriptor: number;
}

export const targets: Targets = {
  token: '',
  course: '',
  home: '',
  neighbour: '',
  repository: '',
  cache: '',
  temporary: '',
  bystander: { pid: 0 },
  judge: { pid: 0 },
  ports: { ipv4: 0, ipv6: 0, udp: 0, everywhere: 0 },
  addresses: [],
  socket: '',
  abstract: '',
  descriptor: 0,
};
