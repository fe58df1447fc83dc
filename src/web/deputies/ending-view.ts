import type { DeputyRow } from '../../../db/queries/deputies.ts'
import { daysInWords, LIST } from './words.ts'

/** The question whether a time as deputy is to end before its last day. */
export const endingPage = (deputy: DeputyRow) => ({
  title: `End the time of ${deputy.deputyName} as deputy`,
  back: { text: 'Deputies', href: LIST },
  lead: `${deputy.deputyName} stands in for ${deputy.managerName} in ${deputy.serviceName} ${daysInWords(deputy)}. Once it is ended, they see and decide nothing there in that place any more, from this moment on. What they decided stays as it is.`,
  action: `${LIST}/${deputy.id}/ending`,
})
