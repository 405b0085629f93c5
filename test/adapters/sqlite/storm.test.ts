import { testStorm } from '../../support/storm.ts';
import { sharedFiles } from './files.ts';

testStorm(sharedFiles);
