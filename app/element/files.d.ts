// What element/build.mjs makes of files that are no scripts: their text, or the address where they are.
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.wasm" {
  const file: string;
  export default file;
}
declare module "*.json" {
  const file: string;
  export default file;
}
declare module "*/add.js";
declare module "*/profile.js";
declare module "*/sign_up.js";
declare module "*/me.js";
