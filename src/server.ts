/*
 * The file that `npm start` runs. What Node makes of the modules is kept in node_modules for the next start and for threads, which are
 * ready in two thirds of the time; where this user may not write there, it is made anew each time. Only what is imported after that
 * gains by it, and threads are told by the environment.
 */
import '../scripts/lib/require-node-24.ts'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

const compiled = join(import.meta.dirname, '../node_modules/.cache/compiled')
enableCompileCache(compiled)
process.env.NODE_COMPILE_CACHE ??= compiled
await import('./serve.ts')
