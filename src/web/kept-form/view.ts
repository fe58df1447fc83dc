import type { HiddenField } from '../components.ts'
import type { KeptForm } from './keep.ts'

/** What was kept, as a form that sends it to where it was going; nothing is sent by itself. */
export function keptFormPage(form: KeptForm | undefined) {
  return {
    title: form ? 'You were signed out before your form arrived' : 'No form is waiting for you',
    action: form?.path ?? null,
    fields: (form?.fields ?? []).map(([name, value]): HiddenField => ({ name, value })),
  }
}
