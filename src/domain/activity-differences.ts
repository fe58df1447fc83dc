import type { ActivityContent } from './processing-activity.ts'

/** What people call each part of an activity, in the order in which they are told. */
export const activityPartNames: Record<keyof ActivityContent, string> = {
  title: 'title',
  service: 'service',
  role: 'role',
  roleStanding: 'standing of the role',
  ownerName: 'owner',
  businessFunction: 'business function',
  automatedDecisions: 'automated decisions',
  dpiaRequired: 'impact assessment',
  dpiaStatus: 'state of the impact assessment',
  remarks: 'points to settle',
  reviewCycleMonths: 'months between reviews',
  purposes: 'purposes',
  lawfulBases: 'lawful bases',
  terms: 'categories, sources, measures and storage',
  conditions: 'conditions',
  parties: 'controllers and contacts',
  recipients: 'recipients',
  transfers: 'transfers',
  rules: 'retention rules',
  systems: 'source systems',
  details: 'further particulars',
  rights: 'rights',
  dpiaCriteria: 'reasons for an impact assessment',
  notes: 'notes',
}
