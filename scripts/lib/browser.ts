import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'

type Environment = Record<string, string | undefined>

/** What is done to the machine to find a browser; a test puts others in their place. */
export type Machine = {
  /** The program starts and says its version. */
  works: (path: string) => boolean
  /** Runs a program to its end, showing what it prints; false when it fails or takes longer than the limit. */
  runs: (program: string, args: string[], limitSeconds: number) => boolean
  exists: (path: string) => boolean
  isRoot: boolean
  playwrightsOwn: string
}

/** There is no browser and none could be installed, or the one named cannot be used: a sentence that says what to do. */
export class NoBrowser extends Error {}

/** The first has no window to draw into, and takes two thirds of the time of the others. */
const SHELL = 'chromium-headless-shell'
const names = [
  SHELL,
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
]
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
]

/**
 * The path of a browser for the tests: `CHROMIUM_PATH`, else Chromium or Chrome of the machine, else Playwright's own.
 *
 * Null when there is none. Throws `NoBrowser` when `CHROMIUM_PATH` names what is no browser: another is not taken instead.
 */
export function findBrowser(env: Environment, machine = thisMachine(env)): string | null {
  const named = env.CHROMIUM_PATH
  if (named) {
    if (machine.exists(named) && machine.works(named)) return named
    throw new NoBrowser(
      `CHROMIUM_PATH is ${named}, which is not a browser that starts: correct it, or unset it to have one found.`,
    )
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...places,
    machine.playwrightsOwn,
  ]
  return candidates.find((path) => machine.exists(path) && machine.works(path)) ?? null
}

const PLAYWRIGHT = fileURLToPath(new URL('cli.js', import.meta.resolve('playwright/package.json')))
const APT_UPDATE_SECONDS = 120
const APT_INSTALL_SECONDS = 120
const PLAYWRIGHT_SECONDS = 240

/**
 * As `findBrowser`, but installs a browser where there is none: by apt-get for root on Debian, else Playwright's own.
 *
 * Where apt-get is to be had, Chromium without windows is installed beside one with windows, which is taken when that fails.
 */
export function findOrInstallBrowser(env: Environment, machine = thisMachine(env)): string {
  const found = findBrowser(env, machine)
  if (found && (found === env.CHROMIUM_PATH || found.endsWith(SHELL))) return found
  const best = installByApt(env, machine, found !== null) ?? found ?? installPlaywrights(env, machine)
  if (best) return best
  throw new NoBrowser(
    'No Chromium or Chrome was found or could be installed: install one, or set CHROMIUM_PATH to its path.',
  )
}

/** `isSpare`: there is another browser, so that the lists of packages are not read for this one. */
function installByApt(env: Environment, machine: Machine, isSpare: boolean): string | null {
  if (!machine.isRoot || !machine.exists('/etc/debian_version')) return null
  const packages = ['install', '-y', '--no-install-recommends', SHELL]
  const install = (): boolean => machine.runs('apt-get', packages, APT_INSTALL_SECONDS)
  if (!install() && !isSpare && machine.runs('apt-get', ['update'], APT_UPDATE_SECONDS)) install()
  return findBrowser(env, machine)
}

function installPlaywrights(env: Environment, machine: Machine): string | null {
  machine.runs(process.execPath, [PLAYWRIGHT, 'install', '--with-deps', 'chromium'], PLAYWRIGHT_SECONDS)
  return findBrowser(env, machine)
}

/** How the browser is started for tests. Its own sandbox cannot be set up by root. */
export const browserFlags = (isRoot = thisIsRoot()): string[] => [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const thisIsRoot = (): boolean => process.getuid?.() === 0

const VERSION_SECONDS = 20

/** On Windows a browser that is asked for its version opens a window instead. */
const answers = (path: string): boolean =>
  process.platform === 'win32' ||
  spawnSync(path, ['--version'], { timeout: VERSION_SECONDS * 1000, stdio: 'ignore' }).status === 0

const thisMachine = (env: Environment): Machine => ({
  works: answers,
  runs: (program, args, limitSeconds) =>
    spawnSync(program, args, {
      timeout: limitSeconds * 1000,
      killSignal: 'SIGKILL',
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0,
  exists: existsSync,
  isRoot: thisIsRoot(),
  playwrightsOwn: chromium.executablePath(),
})
