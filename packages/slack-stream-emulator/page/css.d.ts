/** Vite bundles what is imported like this. */
declare module "*.css";
