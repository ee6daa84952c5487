// What a page computes with: the model itself, so that a typed number answers at once and never differs from the server (ADR 0017).
export { leastTold, sampleSizePerArm, upliftOf, type Arm, type Uplift } from './prediction/incrementality.ts';
