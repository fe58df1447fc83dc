import type { Server } from 'node:http'

const SECONDS = 1000
const MINUTES = 60 * SECONDS
const MOST_HEADERS = 100
const LOOK_AGAIN_MS = 100

/**
 * How long a connection may take, so that slow ones cannot hold the server: 20 seconds for the headers, two hours for a whole
 * request (a feed of 2 GB over a slow line), five minutes of silence. A proxy keeps its connections for a minute: the server longer.
 */
export function limitConnections(server: Server): void {
  server.headersTimeout = 20 * SECONDS
  server.requestTimeout = 120 * MINUTES
  server.timeout = 5 * MINUTES
  server.keepAliveTimeout = 65 * SECONDS
  server.maxHeadersCount = MOST_HEADERS
}

/** Takes no more requests, lets those under way end, and returns when no connection is left. */
export function noMoreRequests(server: Server): Promise<void> {
  return new Promise((done) => {
    // A connection that has just answered is kept for the next request, which nobody would take any more.
    const look = setInterval(() => server.closeIdleConnections(), LOOK_AGAIN_MS)
    server.close(() => {
      clearInterval(look)
      done()
    })
    server.closeIdleConnections()
  })
}
