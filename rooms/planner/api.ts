export * from './actuals-api.ts';
export * from './design-api.ts';
export * from './diagnosis-api.ts';
export * from './model-api.ts';
export * from './proposal-api.ts';
export * from './script-api.ts';
export * from './script-use-api.ts';
