import { checkRegisterAsJob } from '../actions/register-checks.ts'
import { program } from '../domain/permission.ts'
import type { JobContext, Report } from './run.ts'

/** Checks the whole register for today. */
export async function checkRegister({ db, clock, signal }: JobContext): Promise<Report> {
  const run = await checkRegisterAsJob(db, { who: program('Schedule'), clock, signal })
  if (!run.ran) return { text: 'Another process is checking the register.', again: false }
  return { text: run.value.numbers.notes?.join(' ') ?? 'The checks were stopped before their end.', again: false }
}
