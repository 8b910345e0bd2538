/** Only a path of this site: anything else, `//host`, `/\host` and `/.//host` included, would send the visitor away. */
export const safePath = (path: string): string =>
  /^(\/(?!\/)[\w\-.%~+:,@]*)+(\?[\w\-./?=&%~+:,@]*)?$/.test(path) ? path : "/console";
