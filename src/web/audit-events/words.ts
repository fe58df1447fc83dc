import type { TrailEvent } from '../../../db/queries/audit-list.ts'
import { whoInWords } from '../../domain/audit-sentence.ts'
import { type Role, roleInWords } from '../../domain/permission.ts'
import type { Cell } from '../components.ts'

/** The roles of whoever acts, as people know them. */
export const whoRoleInWords: Record<TrailEvent['whoRole'], string> = {
  ...roleInWords,
  'source system': 'Source system',
  program: 'The program itself',
  nobody: 'Not signed in',
} satisfies Record<Role | 'source system' | 'program' | 'nobody', string>

/** Who did it, with the role they had then. */
export const whoCell = (event: TrailEvent): Cell => ({ text: whoInWords(event), detail: whoRoleInWords[event.whoRole] })
