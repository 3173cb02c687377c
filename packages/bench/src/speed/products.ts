/** What another side multiplies matrices with, as it tells itself. */
export interface Products {
  /** `OpenBLAS 0.3.21` */
  readonly library: string;
  /** Of the library. */
  readonly threads: number;
  /** Of everything that is no product. */
  readonly ownThreads: number;
}
