import type { RecipientEntry, RecipientRole } from './processing-activity.ts'

/** A recipient by the name that people know it by; `category` is blank when it is the name. */
export type RecipientName = { name: string; code: string | null; category: string; role: RecipientRole | null }

/** The name of a recipient: its organisation's (`organisations`: names by code), or the category where no organisation is named. */
export function recipientName(entry: RecipientEntry, organisations: Map<string, string>): RecipientName {
  const { organisation: code, role, category } = entry
  if (code === null) return { name: category.trim(), code, category: '', role }
  return { name: organisations.get(code) ?? code, code, category: category.trim(), role }
}

const roleWords: Record<RecipientRole, string> = {
  processor: 'processor',
  controller: 'controller',
  'joint controller': 'joint controller',
  internal: 'within the organisation',
  'not stated': 'role not stated',
}

/** The roles of a recipient in words, in lower case: `processor`, `processor and controller`. */
export const rolesInWords = (roles: RecipientRole[]): string =>
  roles.length === 0 ? 'named for a transfer only' : roles.map((role) => roleWords[role]).join(' and ')
