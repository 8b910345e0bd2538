export const PATH = "/executive/sources";
