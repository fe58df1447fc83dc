import { platform, setPriority } from 'node:os'

const BEHIND_PAGES = 10

/** Puts the thread that calls it behind pages where there is too little for both: on Linux, where a thread has a priority of its own. Elsewhere it would be that of all. */
export function comeAfterPages(): void {
  if (platform() === 'linux') setPriority(BEHIND_PAGES)
}
