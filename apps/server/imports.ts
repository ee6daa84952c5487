/** What whoever mounts the app must do for imports when it ends. */
export { pauseImports } from '../../flows/import-start.ts';
