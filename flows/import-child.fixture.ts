/** A server that only imports, to be killed: takes up whatever waits in the database it is given. */
import { connect } from '../kit/db/index.ts';
import { resumeImports } from './import-start.ts';

const { ownerUrl, appUrl, dataDir } = JSON.parse(process.argv[2] ?? '{}') as { ownerUrl: string; appUrl: string; dataDir: string };
await resumeImports({ db: connect({ ownerUrl, appUrl }), dataDir });
process.stdout.write('at work\n');
