/** The store cannot be asked now. Nobody knows whether what it was asked for has happened. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
