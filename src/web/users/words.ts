import type { AccountState } from '../../domain/account.ts'
import type { Tag } from '../components.ts'

/** The state of an account as a tag. */
export const stateTags: Record<AccountState, Tag> = {
  active: { text: 'Active', colour: 'green' },
  invited: { text: 'Invited', colour: 'blue' },
  suspended: { text: 'Suspended', colour: 'grey' },
}
