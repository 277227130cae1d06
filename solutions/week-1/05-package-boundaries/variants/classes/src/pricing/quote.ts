export interface Quote {
  readonly goods: number;
  readonly discount: number;
  readonly shipping: number;
  readonly total: number;
}
