/**
 * What a thread has for what comes and goes at once, in MiB: without a limit it takes hundreds of MiB before it is collected. Files made
 * of lists hold what a piece comes to for longer: with less, that is kept as if for ever, and memory rises to three times as much.
 */
export const YOUNG_MIB = { work: 16, files: 32 }
