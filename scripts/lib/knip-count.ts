type Looked = { counters: { processed: number }; write: (text: string) => unknown }

/** A reporter for knip that says how many files it looked at: it is content when a wrong setting shows it none. */
export default ({ counters, write }: Looked): void => {
  write(`files looked at: ${counters.processed}\n`)
}
