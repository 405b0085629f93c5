import { testKilledDeletion } from '../../support/killed-deletion.ts';
import { testProcesses } from '../../support/processes.ts';
import { sharedFiles } from './files.ts';

testProcesses(sharedFiles);
testKilledDeletion(sharedFiles);
