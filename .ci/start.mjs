/**
 * `npm start`: the story, or the command line of the package as it was just built, if one of its commands is asked for.
 */
import { fileURLToPath } from 'node:url';

const commands = ['serve', 'keys'];

const program = commands.includes(process.argv[2]) ? '../dist/cli/kithkin.js' : '../dist-examples/story.js';
const file = new URL(program, import.meta.url);

// As if it had been started by itself.
process.argv[1] = fileURLToPath(file);
await import(file);
