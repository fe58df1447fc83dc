import type { Problem } from '../../domain/problem.ts'
import type { Failure } from './failure.ts'

const title = 'You are not signed in'
const again = { text: 'Try again', href: '/single-sign-on' }

const happened: Record<Failure, (name: string) => string> = {
  unreachable: (name) =>
    `Signing in with ${name} does not work at the moment: its service could not be reached. Wait a few minutes.`,
  declined: (name) => `Signing in with ${name} was stopped, or you were not let in there.`,
  'not proved': (name) =>
    `The answer about ${name} could not be trusted, so nobody was let in. If it happens again, tell whoever runs Muniment.`,
}

/** The page of a sign-in that came to nothing at the provider, called by the name that people know it by. */
export const failurePage = (name: string, failure: Failure) => ({ title, text: happened[failure](name), again })

/** The page of an answer that nobody waits for any more: a second tab, a page gone back to, a link made by somebody else. */
export const nothingAskedPage = (name: string) => ({
  title,
  text: `This step of signing in with ${name} is over or was not begun in this browser. Start again.`,
  again,
})

/** The page of somebody whom the provider knows and Muniment does not let in. */
export const refusalPage = (problems: Problem[]) => ({ title, text: problems.map(({ text }) => text).join(' '), again })
