import type { Request } from 'express'
import { setUpAddress } from '../../actions/authenticator.ts'
import { openSecret, sealedNewSecret } from '../../actions/second-factor.ts'
import type { User } from '../../domain/permission.ts'
import type { App } from '../app-context.ts'

/** The secret that an authenticator app is being given: sealed, as text, and as the address in the picture. */
export type SecretBeingSetUp = { sealed: string; secret: string; address: string }

/** The secret that a person's session holds until it is confirmed; a new one when it holds none, so that a reload shows the same picture. */
export function secretBeingSetUp({ config }: App, req: Request, person: User): SecretBeingSetUp {
  const held = req.session.newSecret
  const heldSecret = held === undefined ? null : openSecret(config, person, held)
  const sealed = held !== undefined && heldSecret !== null ? held : sealedNewSecret(config, person)
  req.session.newSecret = sealed
  const secret = openSecret(config, person, sealed) ?? ''
  return { sealed, secret, address: setUpAddress(secret, person.email) }
}
