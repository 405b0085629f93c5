import Database from 'libsql';
import { countsThatDiffer } from '../../support/defects.ts';
import { testProcesses } from '../../support/processes.ts';
import { newFile, storeOn } from './files.ts';

testProcesses({
  name: 'sqlite',
  module: `
    import Database from 'libsql';
    import { sqliteStore } from 'kithkin/sqlite';
    export const openStore = (file) => sqliteStore({ database: new Database(file), durability: 'process' });`,
  newPlace: newFile,
  open: (file) => storeOn(file),
  defects: async (file) => {
    const database = new Database(file);
    const checked = database.prepare('pragma integrity_check').all() as { integrity_check: string }[];
    return [
      ...checked.filter((row) => row.integrity_check !== 'ok'),
      ...database.prepare(countsThatDiffer).all(),
    ];
  },
});
