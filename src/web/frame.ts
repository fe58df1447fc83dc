import { may, type Permission, roleInWords, type User } from '../domain/permission.ts'
import type { Link } from './components.ts'
import { SESSION_SURE_SECONDS } from './session-store.ts'

/** What middleware leaves in `res.locals` for the layout; any of it may be missing when a request fails early. */
export type FrameLocals = { user?: User; csrfToken?: string; flash?: string | null; path?: string; nonce?: string }

/** What the layout prints around a page. `nonce`: what the script must carry that may run. `idleSeconds`: after how long without a request the person is signed out. `current`: `page` on the section's own page, `true` on a page within it. `search`: the box of every page but that of searches, which has its own. */
export type Frame = {
  navigation: (Link & { current: 'page' | 'true' | null })[]
  person: { name: string; role: string; idleSeconds: number } | null
  search: { action: string } | null
  csrfToken: string
  flash: string | null
  nonce: string
}

const SEARCH = '/search'

const sections: (Link & { needs: Permission })[] = [
  { text: 'Home', href: '/', needs: 'use the home page' },
  { text: 'Processing activities', href: '/processing-activities', needs: 'read the register' },
  { text: 'Findings', href: '/findings', needs: 'read the register' },
  { text: 'Review requests', href: '/review-requests', needs: 'read the register' },
  { text: 'Retention rules', href: '/retention-rules', needs: 'read the schedule' },
  { text: 'Records', href: '/records', needs: 'read records' },
  { text: 'Record feeds', href: '/record-feeds', needs: 'read record feeds' },
  { text: 'Disposal reviews', href: '/disposal-reviews', needs: 'read disposal reviews' },
  { text: 'Disposal holds', href: '/disposal-holds', needs: 'read disposal holds' },
  { text: 'Disposal instructions', href: '/disposal-instructions', needs: 'read disposal instructions' },
  { text: 'Disposals', href: '/disposals', needs: 'read disposals' },
  { text: 'Reports', href: '/reports', needs: 'read the register' },
  { text: 'Job runs', href: '/job-runs', needs: 'read job runs' },
  { text: 'Audit trail', href: '/audit-events', needs: 'read the audit trail' },
  { text: 'Privacy notices', href: '/privacy-notices', needs: 'read the register' },
  { text: 'Organisations', href: '/organisations', needs: 'read the register' },
  { text: 'Services', href: '/services', needs: 'edit services and systems' },
  { text: 'Source systems', href: '/source-systems', needs: 'edit services and systems' },
  { text: 'Users', href: '/users', needs: 'read accounts' },
  { text: 'Mail', href: '/mail', needs: 'read the mail queue' },
]

/** The layout's own view model: the sections that the reader may enter, who they are, and the news of their last action. */
export function frameOf({ user, csrfToken, flash, path, nonce }: FrameLocals): Frame {
  return {
    navigation: user
      ? sections.filter((section) => may(user, section.needs)).map((section) => entry(section, path ?? ''))
      : [],
    person: user ? { name: user.name, role: roleInWords[user.role], idleSeconds: SESSION_SURE_SECONDS } : null,
    search: user && may(user, 'read the register') && path !== SEARCH ? { action: SEARCH } : null,
    csrfToken: csrfToken ?? '',
    flash: flash ?? null,
    nonce: nonce ?? '',
  }
}

const entry = ({ text, href }: Link, path: string) => ({ text, href, current: place(path, href) })

function place(path: string, href: string): 'page' | 'true' | null {
  if (path === href) return 'page'
  return href !== '/' && path.startsWith(`${href}/`) ? 'true' : null
}
