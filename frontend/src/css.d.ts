/** The build imports a stylesheet as its minified text. */
declare module "*.css" {
  const text: string;
  export default text;
}
