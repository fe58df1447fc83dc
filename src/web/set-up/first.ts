import type { RequestHandler } from 'express'
import { anyAccount } from '../../../db/queries/accounts.ts'
import type { Db } from '../../../db/schema.ts'

/** The page on which the service is set up. */
export const SET_UP = '/set-up'

/** Leads every page to the set-up while nobody has an account. Once somebody has, it never asks again: an account is never removed. */
export function setUpFirst(db: Db): RequestHandler {
  let done = false
  return async (req, res, next) => {
    done ||= await anyAccount(db)
    if (done || req.path === SET_UP) return next()
    res.redirect(303, SET_UP)
  }
}
