import { copyFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile, type Options } from 'sass'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Files that the pages ask for just as the front-end libraries bring them: from where, to where in `public`. */
export const copied = [
  ['govuk-frontend/dist/govuk/govuk-frontend.min.js', 'govuk-frontend.min.js'],
  ...['icon-tag-remove-cross', 'icon-tag-remove-cross-white', 'icon-close-cross-black', 'icon-toggle-plus-minus'].map(
    (icon) => [`@ministryofjustice/frontend/moj/assets/images/${icon}.svg`, `images/${icon}.svg`],
  ),
].map(([from, to]) => ({ from: `${ROOT}node_modules/${from}`, to: `${ROOT}public/${to}` }))

/** The style sheet of every page, compressed: the same sources always give the same text. */
export function buildCss(): string {
  const options: Options<'sync'> = { style: 'compressed', loadPaths: [ROOT], quietDeps: true }
  return `${compile(`${ROOT}views/styles/main.scss`, options).css}\n`
}

if (import.meta.main) {
  writeFileSync(`${ROOT}public/muniment.css`, buildCss())
  for (const file of copied) copyFileSync(file.from, file.to)
  console.log('Wrote public/muniment.css and the files copied from the front-end libraries.')
}
