import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import type { PageParts } from './bare-server.ts'

/*
 * The limit of a page: Express with nothing but one route, and EJS with its template compiled once. Its folder is the argument.
 */
const folder = process.argv[2] ?? ''
const page = JSON.parse(readFileSync(join(folder, 'bare.json'), 'utf8')) as PageParts
const site = express()
site.set('views', folder)
site.enable('view cache')
site.get('/', (_req, res) => res.render('bare.ejs', page))
const server = site.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
