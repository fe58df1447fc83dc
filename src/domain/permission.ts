export const roles = ['governance', 'manager', 'auditor', 'administrator'] as const
export type Role = (typeof roles)[number]

/** Who is signed in. `serviceIds`: the services a manager answers for; other roles are not limited by it. */
export type User = { id: number; name: string; email: string; role: Role; serviceIds: number[] }

/**
 * Who may do what. One row an action; a route names the action it needs.
 *
 * A manager's actions reach only the records, reviews, rules and activities of their services: `withinReach` says which.
 */
export const permissions = {
  'read the register': ['governance', 'manager', 'auditor', 'administrator'],
  'edit the register': ['governance'],
  'edit services and systems': ['administrator'],
  'read the schedule': ['governance', 'manager', 'auditor', 'administrator'],
  'edit the schedule': ['governance'],
  'read records': ['governance', 'manager', 'auditor'],
  'read record feeds': ['governance', 'auditor', 'administrator'],
  'import records': ['governance', 'administrator'],
  'read disposal reviews': ['governance', 'manager', 'auditor'],
  // Governance decides only what belongs to no service: `mayDecide` of review.ts says which reviews.
  'decide a disposal review': ['manager', 'governance'],
  'give a second approval': ['governance'],
  'confirm a disposal': ['governance'],
  'read job runs': ['governance', 'auditor', 'administrator'],
  'run the sweep': ['governance', 'administrator'],
  'use the home page': ['governance', 'manager', 'auditor', 'administrator'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissions

/** True when a role may take an action at all; what of, `reach` decides. */
export const may = (user: { role: Role }, action: Permission): boolean =>
  (permissions[action] as readonly Role[]).includes(user.role)

/** The services whose records a person may see: a list for a manager, null (all, and the unassigned) for other roles. */
export const reach = (user: User): number[] | null => (user.role === 'manager' ? user.serviceIds : null)
