import type { Request, Response } from 'express'
import { type Review, reviewById } from '../../../db/queries/review-show.ts'
import type { Actor } from '../../actions/review-actor.ts'
import { reach } from '../../domain/permission.ts'
import type { Problem } from '../../domain/problem.ts'
import { mayDecide } from '../../domain/review.ts'
import { actingOf, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { Forbidden, found } from '../errors.ts'
import { pathId } from '../query.ts'

/** The review of an address. Throws `NotFound` when there is none, or it is of a service that the person does not manage. */
export async function reviewOf(app: App, req: Request, res: Response): Promise<Review> {
  const id = found(pathId(req), 'disposal review')
  return found(await reviewById(app.db, id, reach(userOf(res))), 'disposal review')
}

/** As `reviewOf`, for those who decide it. Throws `Forbidden` for others who may see it. */
export async function reviewToDecide(app: App, req: Request, res: Response): Promise<Review> {
  const review = await reviewOf(app, req, res)
  if (!mayDecide(userOf(res), review)) throw new Forbidden()
  return review
}

/** Who acts, and when. */
export const actorOf = (app: App, req: Request, res: Response): Actor => ({
  ...actingOf(app, req, res),
  who: userOf(res),
})

/** The status of a page that shows problems: 409 when the review is not the one that the person saw. */
export const statusOf = (problems: Problem[]): number => (problems.some(({ field }) => field === 'seen') ? 409 : 422)

/** A field of a form that was sent, as text; blank when it is missing or came more than once. */
export function sentText(req: Request, name: string): string {
  const value = (req.body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value : ''
}

/** The numbers of a field that may come more than once, such as ticked boxes, each once; what is no number is left out. */
export function sentNumbers(req: Request, name: string): number[] {
  const values = [(req.body as Record<string, unknown> | undefined)?.[name] ?? []].flat()
  return [...new Set(values.map(String).flatMap((text) => (/^\d{1,15}$/.test(text) ? [Number(text)] : [])))]
}
