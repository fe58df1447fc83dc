import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { CommandFailed } from '../../lib/entry.ts'
import type { Environment } from '../../lib/run-program.ts'

/** What a council would pick instead, of the same kind: lists, forms and files over its own database. */
export const PEER = 'Directus 12.4.0 on SQLite'

const INSTALL_MS = 900_000

/** The isolated-vm that it asks for cannot be built for Node 24; nothing that is measured runs in it. */
const manifest = {
  private: true,
  dependencies: { directus: '12.4.0', sqlite3: '6.0.1' },
  overrides: { 'isolated-vm': '6.1.2' },
}

/**
 * Installs the peer from the npm registry into a folder among the temporary ones, once, and returns that folder.
 *
 * Its driver of SQLite is compiled, which takes a compiler, make and Python. `env`: what npm may need to reach its registry. Throws
 * `CommandFailed` when anything of it fails.
 */
export async function installPeer(env: Environment, say: (line: string) => void): Promise<string> {
  const folder = join(tmpdir(), `muniment-peer-${manifest.dependencies.directus}`)
  const done = join(folder, 'installed')
  if (existsSync(done)) return folder
  say(`Installing ${PEER}; this takes some minutes and 700 MB in ${folder} …`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const withHeaders = { ...env, npm_config_nodedir: headers() ?? env.npm_config_nodedir }
  const run = async (program: string, args: string[], cwd: string) => {
    try {
      await promisify(execFile)(program, args, { cwd, env: withHeaders, timeout: INSTALL_MS, maxBuffer: 1 << 28 })
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      throw new CommandFailed(`${PEER} cannot be installed here: ${said.slice(0, 2000)}`)
    }
  }
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], folder)
  const gyp = join(folder, 'node_modules/node-gyp/bin/node-gyp.js')
  await run(process.execPath, [gyp, 'rebuild'], join(folder, 'node_modules/sqlite3'))
  await writeFile(done, '')
  return folder
}

/** Where the headers of this Node stand, if they came with it; node-gyp downloads them otherwise. */
function headers(): string | undefined {
  const home = dirname(dirname(process.execPath))
  return existsSync(join(home, 'include/node/node.h')) ? home : undefined
}
