import autocannon from 'autocannon'
import { bareServer } from './bare-server.ts'
import type { Operation, Run } from './operation.ts'
import type { Reader } from './pages.ts'
import { registerOf } from './search-operations.ts'
import { siteOf } from './site.ts'
import { timesFor } from './statistics.ts'

const PAGE = '/processing-activities'
const CONNECTIONS = 10

/** The page of the register with 50 activities, as many times a second as it can be answered to somebody who is signed in. */
export const registerOperations: Record<string, Operation> = {
  'register-page': {
    limitIs: 'bare Express and EJS printing the same HTML',
    target: { of: 'rate', ratio: 0.5 },
    ready: async (data) => {
      const site = await siteOf(await registerOf(data))
      const page = await fetch(site.address + PAGE, { headers: site.headers })
      const bare = await bareServer(data.folder, await page.text())
      const requests = timesFor(data.rows, 500)
      await answered(site, PAGE, requests)
      await answered(bare, '/', requests)
      return {
        items: 1,
        ours: () => answered(site, PAGE, requests),
        limit: () => answered(bare, '/', requests * 4),
        close: async () => {
          await site.end()
          await bare.end()
        },
      }
    },
  },
}

/** The milliseconds that a page takes when so many are asked for over a few connections, each as soon as the last was answered. */
async function answered({ address, headers }: Reader, path: string, amount: number): Promise<Run> {
  const url = address + path
  const began = performance.now()
  const { non2xx, errors } = await autocannon({ url, connections: CONNECTIONS, amount, headers })
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} of ${amount} requests for ${url} failed`)
  return { ms: (performance.now() - began) / amount }
}
