/** Where the palette asks. */
export interface SearchUrls {
  readonly page: string;
  readonly results: string;
}
