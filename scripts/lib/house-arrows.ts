import { importsOf } from './imports.ts'
import { type Breach, breachAt, isTest, type SourceFile } from './source-files.ts'

const layers = [
  'domain',
  'formats',
  'db',
  'actions',
  'seed',
  'jobs',
  'web',
  'scripts',
  'config',
  'app',
  'serve',
  'server',
] as const
type Layer = (typeof layers)[number]

/** What each layer may import besides itself. Whatever else must meet is wired together in serve.ts, and there alone. */
const mayImport: Record<Layer, readonly Layer[]> = {
  domain: [],
  formats: ['domain'],
  db: ['domain'],
  seed: ['domain'],
  actions: ['domain', 'formats', 'db', 'seed', 'config'],
  config: ['domain'],
  jobs: ['domain', 'formats', 'db', 'seed', 'actions', 'config'],
  web: ['domain', 'formats', 'db', 'actions', 'config'],
  scripts: ['domain', 'formats', 'db', 'seed', 'actions', 'config'],
  app: ['domain', 'db', 'config', 'web'],
  serve: layers,
  server: ['serve', 'scripts'],
}

const packagesOfDomain = ['zod', 'luxon', 'node:crypto']

/**
 * Imports against the arrows: `domain <- db <- actions <- web, jobs, scripts` and `domain <- formats`. Types count too.
 *
 * Browser tests may import anything, and so may tests, but for those of the domain and the formats: the pure needs nothing else.
 */
export function againstTheArrows(file: SourceFile): Breach[] {
  if (file.path.startsWith('e2e/')) return []
  const layer = layerOf(file.path)
  if (!layer)
    return [
      breachAt(file, 0, 'belongs to no layer: move it into one, or name its layer in scripts/lib/house-arrows.ts'),
    ]
  if (isTest(file)) return isPure(layer) ? arrowBreaches(file, layer) : []
  return [...arrowBreaches(file, layer), ...(layer === 'domain' ? packageBreaches(file) : [])]
}

const isPure = (layer: Layer): boolean => layer === 'domain' || layer === 'formats'

/** The layer of a file, from its path; null when it has none. */
function layerOf(path: string): Layer | null {
  const place =
    /^src\/(app|config|serve|server)(?:\.test)?\.ts$/.exec(path) ??
    /^src\/(domain|formats|actions|jobs|web)\//.exec(path) ??
    /^(db|seed|scripts)\//.exec(path)
  return layers.find((layer) => layer === place?.[1]) ?? null
}

function arrowBreaches(file: SourceFile, layer: Layer): Breach[] {
  const allowed = [layer, ...mayImport[layer]]
  return importsOf(file)
    .filter(
      ({ relative, target }) =>
        relative && target.endsWith('.ts') && !allowed.some((other) => other === layerOf(target)),
    )
    .map(({ target, offset }) =>
      breachAt(
        file,
        offset,
        `imports ${target}: ${layer} may import only from ${allowed.join(', ')}; move what it needs there`,
      ),
    )
}

function packageBreaches(file: SourceFile): Breach[] {
  return importsOf(file)
    .filter(({ relative, target }) => !relative && !packagesOfDomain.includes(target))
    .map(({ target, offset }) =>
      breachAt(file, offset, `imports ${target}: the law is pure; pass what it needs as an argument`),
    )
}
