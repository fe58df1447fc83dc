import type { ActivitySeed } from '../src/domain/processing-activity.ts'
import { familyHubActivities } from './activities/family-hubs.ts'
import { sharedServiceActivities } from './activities/lgss.ts'
import { libraryActivities } from './activities/libraries.ts'
import { musicActivities } from './activities/music.ts'
import { corporateActivities } from './activities/nottinghamshire-corporate.ts'
import { publicFacingActivities } from './activities/nottinghamshire-public.ts'
import { countyServiceActivities } from './activities/nottinghamshire-services.ts'

const numberOf = ({ reference }: ActivitySeed): number => Number(/\d+/.exec(reference)?.[0] ?? 0)

/** The processing activities of the five notices, by notice and number; a suffix (`-B`) marks the second part of a split. */
export const activities: ActivitySeed[] = [
  ...libraryActivities,
  ...musicActivities,
  ...sharedServiceActivities,
  ...familyHubActivities,
  ...[...countyServiceActivities, ...corporateActivities, ...publicFacingActivities].toSorted(
    (a, b) => numberOf(a) - numberOf(b),
  ),
]
