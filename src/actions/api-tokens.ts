import { randomBytes } from 'node:crypto'
import {
  type ApiToken,
  addApiToken,
  apiTokenByHash,
  setTokenRevoked,
  setTokenUsed,
} from '../../db/queries/api-tokens.ts'
import type { SourceSystem } from '../../db/queries/source-systems.ts'
import type { Db } from '../../db/schema.ts'
import {
  type ApiTokenDraft,
  hashOfToken,
  hintOfToken,
  isWholeToken,
  tokenState,
  tokenText,
} from '../domain/api-token.ts'
import { addSeconds, type Clock, dateInWords } from '../domain/calendar.ts'
import type { SourceSystemAgent } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed, personActing } from './acting.ts'
import { recordEvent } from './audit.ts'

const RANDOM_BYTES = 32
const USE_NOTED_EVERY_SECONDS = 60

/** A token that was just issued. `text`: the token itself, which is nowhere else and is shown once. */
export type IssuedToken = { id: number; text: string }

/** Issues a token to a source system; refused when it has one of that name that is not revoked. */
export async function issueToken(
  db: Db,
  acting: Acting,
  system: Pick<SourceSystem, 'id' | 'code'>,
  { name, expiresOn }: ApiTokenDraft,
): Promise<Checked<IssuedToken>> {
  mustBeAllowed(acting, 'manage API tokens')
  const text = tokenText(randomBytes(RANDOM_BYTES))
  const hint = hintOfToken(text)
  return db.transaction().execute(async (tx) => {
    const id = await addApiToken(tx, {
      ...{ sourceSystemId: system.id, name, tokenHash: hashOfToken(text), hint, expiresOn },
      ...{ createdAt: acting.clock.now(), createdByName: personActing(acting).name },
    })
    if (id === null) return refused('name', `${system.code} has a token with this name already: enter another name`)
    await recordEvent(tx, acting, {
      ...{ kind: 'token issued', subject: { kind: 'API token', id: String(id) } },
      facts: { 'source system': system.code, name, 'last day': expiresOn },
    })
    return accepted({ id, text })
  })
}

/** Revokes a token: from its next request on it is refused. False when it was revoked already. */
export async function revokeToken(db: Db, acting: Acting, token: ApiToken): Promise<boolean> {
  mustBeAllowed(acting, 'manage API tokens')
  const byName = personActing(acting).name
  return db.transaction().execute(async (tx) => {
    if (!(await setTokenRevoked(tx, token.id, { now: acting.clock.now(), byName }))) return false
    await recordEvent(tx, acting, {
      ...{ kind: 'token revoked', subject: { kind: 'API token', id: String(token.id) } },
      facts: { 'source system': token.source, name: token.name },
    })
    return true
  })
}

/** A source system that was let in by a token; `source` is its code. */
export type LetIn = { who: SourceSystemAgent; source: string }

/** The source system that a token lets in, or the sentence with which it is refused. When it was used is noted once a minute. */
export async function agentOfToken(db: Db, clock: Clock, text: string): Promise<Checked<LetIn>> {
  if (!isWholeToken(text))
    return refused('token', 'This is not a whole token: it was cut or changed when it was copied.')
  const token = await apiTokenByHash(db, hashOfToken(text))
  if (!token) return refused('token', 'This token is not known here.')
  const refusal = refusalOf(token, clock)
  if (refusal !== null) return refused('token', refusal)
  const now = clock.now()
  await setTokenUsed(db, token.id, now, addSeconds(now, -USE_NOTED_EVERY_SECONDS))
  const { sourceSystemId, source } = token
  const who = { role: 'source system', name: `${token.name} (API)`, sourceSystemId, tokenId: token.id } as const
  return accepted({ who, source })
}

function refusalOf(token: ApiToken, clock: Clock): string | null {
  const state = tokenState(token, clock.today())
  if (state === 'revoked') return 'This token has been revoked. An administrator can issue another.'
  if (state !== 'expired') return null
  return `This token expired: its last day was ${dateInWords(token.expiresOn)}. An administrator can issue another.`
}
