export const roles = ['governance', 'manager', 'auditor', 'administrator'] as const
export type Role = (typeof roles)[number]

/** The roles as people know them. */
export const roleInWords: Record<Role, string> = {
  governance: 'Information governance',
  manager: 'Service manager',
  auditor: 'Auditor',
  administrator: 'Administrator',
}

/**
 * Who is signed in. `serviceIds`: the services that they answer for today, as manager or in the place of one; roles other than managers are not
 * limited by it.
 */
export type User = { id: number; name: string; email: string; role: Role; serviceIds: number[] }

/** A source system that calls the API with one of its tokens. */
export type SourceSystemAgent = { role: 'source system'; name: string; sourceSystemId: number; tokenId: number }

/** The program itself: a job, a command of whoever runs the server, the loading of the sample register. */
export type ProgramAgent = { role: 'program'; name: string }

/** Somebody who is not, or not yet, signed in; the name is the little that is known of them, and may be empty. */
export type Stranger = { role: 'nobody'; name: string }

/** Whoever acts. */
export type Agent = User | SourceSystemAgent | ProgramAgent | Stranger

const everybody = ['governance', 'manager', 'auditor', 'administrator'] as const
const seesRecords = ['governance', 'manager', 'auditor'] as const
const seesJobs = ['governance', 'auditor', 'administrator'] as const
const seesAccess = ['auditor', 'administrator'] as const

/**
 * Who may do what. One row an action; a route, an API call and whatever changes something name the action they need.
 *
 * A manager's actions reach only the records, reviews, rules and activities of their services, a source system's only what is
 * its own: `may` is asked with the scope where there is one, and `reach` says what lists may show.
 */
export const permissions = {
  'use the home page': everybody,
  'use one’s own account': everybody,
  'read the register': everybody,
  'edit the register': ['governance', 'program'],
  'check the register': ['program'],
  'comment on the register': ['governance', 'manager'],
  'confirm an activity': ['governance', 'manager'],
  'see deputies': everybody,
  'name a deputy': ['manager'],
  // Only those who have to do with one, and administrators: `mayEndDeputy` says who.
  'end a time as deputy': ['manager', 'governance', 'administrator'],
  // Governance changes what it knows to have changed.
  'ask for a change': ['manager'],
  'ask for reviews': ['governance'],
  'edit services and systems': ['administrator', 'program'],
  'read the schedule': everybody,
  'edit the schedule': ['governance', 'program'],
  'comment on the schedule': ['governance', 'manager'],
  'read records': seesRecords,
  'read record feeds': seesJobs,
  'import records': ['governance', 'administrator', 'program', 'source system'],
  'read disposal reviews': seesRecords,
  // Governance decides only what belongs to no service: `mayDecide` of review.ts says which reviews.
  'decide a disposal review': ['manager', 'governance'],
  'give a second approval': ['governance'],
  'read disposal instructions': seesRecords,
  'confirm a disposal': ['governance'],
  // A manager's disposals and certificates are those of their services.
  'read disposals': seesRecords,
  'ask what became of a record': ['governance', 'auditor'],
  'read disposal incidents': ['governance', 'auditor'],
  'settle disposal incidents': ['governance'],
  'sample decisions': ['governance', 'auditor'],
  'read disposal holds': seesRecords,
  'place and lift disposal holds': ['governance'],
  'read job runs': seesJobs,
  'run the sweep': ['governance', 'administrator', 'program'],
  'read the audit trail': [...seesJobs, 'program'],
  'read accounts': seesAccess,
  'manage accounts': ['administrator', 'program'],
  'read API tokens': seesAccess,
  'manage API tokens': ['administrator'],
  'read the mail queue': seesAccess,
  'try messages again': ['administrator'],
  'write the digest': ['program'],
  'send records by API': ['source system'],
  'answer instructions by API': ['source system'],
  'back up the database': ['program'],
  'restore a backup': ['program'],
} as const satisfies Record<string, readonly Agent['role'][]>

export type Permission = keyof typeof permissions

/** What an action is about, as far as rights depend on it. `serviceId` null: what belongs to no service. */
export type Scope = { serviceId?: number | null; sourceSystemId?: number }

/** True when somebody may take an action; with a scope, when they may take it on that. */
export function may(
  agent: Pick<Agent, 'role'> & { serviceIds?: number[]; sourceSystemId?: number },
  action: Permission,
  { serviceId, sourceSystemId }: Scope = {},
): boolean {
  if (!(permissions[action] as readonly Agent['role'][]).includes(agent.role)) return false
  if (agent.role === 'manager' && serviceId !== undefined)
    return serviceId !== null && (agent.serviceIds ?? []).includes(serviceId)
  if (agent.role === 'source system' && sourceSystemId !== undefined) return agent.sourceSystemId === sourceSystemId
  return true
}

/** The services whose records a person may see: a list for a manager, null (all, and the unassigned) for other roles. */
export const reach = (user: User): number[] | null => (user.role === 'manager' ? user.serviceIds : null)

/** Somebody who is not signed in. */
export const stranger = (name = ''): Stranger => ({ role: 'nobody', name })

/** The program as an agent, under the name by which histories know it. */
export const program = (name: string): ProgramAgent => ({ role: 'program', name })
