export { csvCell, csvLine, unguarded } from '../../../kit/csv/index.ts';
