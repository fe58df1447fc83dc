import type { Response } from 'express'
import type { Problem } from '../domain/problem.ts'
import { bufferOf } from '../formats/utf8.ts'
import type { Link } from './components.ts'
import { type FrameLocals, frameOf } from './frame.ts'
import { strict } from './strict.ts'
import { printed } from './template.ts'

/**
 * What every page has: a title, which is also the start of the tab's title.
 *
 * `problems`: shown above the content, each linked to the field with that id. `back` or `trail` (the way here, outermost first) stand above them.
 */
export type Page = { title: string; problems?: Problem[]; back?: Link; trail?: Link[] }

/**
 * Answers with `views/<view>.ejs` inside the layout.
 *
 * The template sees `page`; reading a field that the view model did not set throws, with the field's name.
 */
export function sendPage<P extends Page>(res: Response, view: string, page: P, status = 200): void {
  res
    .status(status)
    .type('html')
    .send(renderPage(view, page, res.locals as FrameLocals))
}

/** The whole HTML of a page for one reader, in UTF-8: what `sendPage` sends. */
export function renderPage<P extends Page>(view: string, page: P, locals: FrameLocals): Buffer {
  const frame = frameOf(locals)
  const shared = { page: strict(page), csrfToken: frame.csrfToken }
  const content = printed(view, shared)
  return bufferOf(printed('layout', { ...shared, frame: strict(frame), content }))
}

/** The HTML of one component, as a page includes it. */
export const renderComponent = (name: string, locals: object, csrfToken = ''): string =>
  bufferOf(printed(`components/${name}`, { ...strict(locals), csrfToken })).toString()
