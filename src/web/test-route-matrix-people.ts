import type { Role } from '../domain/permission.ts'

const everybody = ['governance', 'manager', 'auditor', 'administrator'] as const
const readsAccess = ['auditor', 'administrator'] as const

/** The routes about people: one’s own account, who stands in for whom, and accounts as administrators see them. */
export const peopleMatrix: Record<string, readonly Role[]> = {
  'GET /account/session': everybody,
  'GET /account/second-factor': everybody,
  'GET /account/second-factor/new': everybody,
  'POST /account/second-factor/new': everybody,
  'POST /account/second-factor/recovery-codes': everybody,
  'POST /account/second-factor/removal': everybody,
  'GET /second-factor-requirements': readsAccess,
  'POST /second-factor-requirements': ['administrator'],
  'GET /account': everybody,
  'GET /account/password': everybody,
  'POST /account/password': everybody,
  'POST /account/session-endings': everybody,
  'POST /account/messages': everybody,
  'GET /deputies': everybody,
  'GET /deputies.csv': everybody,
  'GET /deputies.xlsx': everybody,
  'GET /deputies/new': ['manager'],
  'POST /deputies/new': ['manager'],
  'GET /deputies/:id/ending': ['governance', 'manager', 'administrator'],
  'POST /deputies/:id/ending': ['governance', 'manager', 'administrator'],
  'GET /users': readsAccess,
  'GET /users.csv': readsAccess,
  'GET /users.xlsx': readsAccess,
  'GET /users/new': ['administrator'],
  'POST /users/new': ['administrator'],
  'GET /users/:id': readsAccess,
  'GET /users/:id/edit': ['administrator'],
  'POST /users/:id/edit': ['administrator'],
  'GET /users/:id/suspension': ['administrator'],
  'POST /users/:id/suspension': ['administrator'],
  'POST /users/:id/reinstatement': ['administrator'],
  'POST /users/:id/second-factor-removal': ['administrator'],
  'POST /users/:id/single-sign-on-removal': ['administrator'],
  'POST /users/:id/invitation': ['administrator'],
  'POST /users/:id/password-reset': ['administrator'],
}
