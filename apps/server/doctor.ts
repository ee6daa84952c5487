/** The doctor as the command line reaches it: the server composes flows, the command line composes the server. */
export { diagnose, type Diagnosis, type Finding } from '../../flows/doctor/index.ts';
export { examine } from '../../flows/doctor/examine.ts';
export { replayBrands } from '../../flows/doctor/replay.ts';
