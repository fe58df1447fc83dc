import { fileURLToPath } from 'node:url'
import express, { type Express, type Router } from 'express'
import session from 'express-session'
import { routes as account } from './web/account/routes.ts'
import { apiProblems, nothingInApi } from './web/api/problems.ts'
import { routes as api } from './web/api/routes.ts'
import { routes as apiTokens } from './web/api-tokens/routes.ts'
import type { App } from './web/app-context.ts'
import { routes as auditEvents } from './web/audit-events/routes.ts'
import { routes as changeRequests } from './web/change-requests/routes.ts'
import { cookieName, cookieRules } from './web/cookies.ts'
import { csrf } from './web/csrf.ts'
import { routes as deputies } from './web/deputies/routes.ts'
import { routes as destructionCertificates } from './web/destruction-certificates/routes.ts'
import { routes as disposalHolds } from './web/disposal-holds/routes.ts'
import { routes as disposalIncidents } from './web/disposal-incidents/routes.ts'
import { routes as disposalInstructions } from './web/disposal-instructions/routes.ts'
import { routes as disposalReviews } from './web/disposal-reviews/routes.ts'
import { routes as disposals } from './web/disposals/routes.ts'
import { errorPages, nothingHere } from './web/errors.ts'
import { routes as findings } from './web/findings/routes.ts'
import { health } from './web/health.ts'
import { routes as home } from './web/home/routes.ts'
import { routes as idle } from './web/idle/routes.ts'
import { routes as jobRuns } from './web/job-runs/routes.ts'
import { keepForms } from './web/kept-form/keep.ts'
import { routes as keptForm } from './web/kept-form/routes.ts'
import { limitRequests } from './web/limits.ts'
import { routes as mail } from './web/mail/routes.ts'
import { sendMailAfterwards } from './web/mail-afterwards.ts'
import { routes as mailPreferences } from './web/mail-preferences/routes.ts'
import { mergedFilters } from './web/merged-filters.ts'
import { metrics } from './web/metrics.ts'
import { routes as newPassword } from './web/new-password/routes.ts'
import { routes as organisations } from './web/organisations/routes.ts'
import { routes as passwordResets } from './web/password-resets/routes.ts'
import { whoIsIt } from './web/person.ts'
import { routes as privacyNotices } from './web/privacy-notices/routes.ts'
import { routes as processingActivities } from './web/processing-activities/routes.ts'
import { routes as proposals } from './web/proposals/routes.ts'
import { routes as recipients } from './web/recipients/routes.ts'
import { routes as recordFeeds } from './web/record-feeds/routes.ts'
import { routes as records } from './web/records/routes.ts'
import { routes as reports } from './web/reports/routes.ts'
import { requestLimits } from './web/request-limits.ts'
import { logRequests } from './web/request-log.ts'
import { routes as retentionRules } from './web/retention-rules/routes.ts'
import { routes as reviewRequests } from './web/review-requests/routes.ts'
import { routes as ruleDrafts } from './web/rule-drafts/routes.ts'
import { saveBeforeRedirect } from './web/save-before-redirect.ts'
import { routes as savedViews } from './web/saved-views/routes.ts'
import { routes as search } from './web/search/routes.ts'
import { routes as secondFactor } from './web/second-factor/routes.ts'
import { routes as secondFactorRequirements } from './web/second-factor-requirements/routes.ts'
import { securityHeaders } from './web/security-headers.ts'
import { routes as services } from './web/services/routes.ts'
import { SESSION_IDLE_SECONDS, SessionStore } from './web/session-store.ts'
import { setUpFirst } from './web/set-up/first.ts'
import { routes as setUp } from './web/set-up/routes.ts'
import { codeRoutes } from './web/sign-in/code-routes.ts'
import { routes as signIn } from './web/sign-in/routes.ts'
import { routes as singleSignOn } from './web/single-sign-on/routes.ts'
import { routes as sourceSystems } from './web/source-systems/routes.ts'
import { routes as terms } from './web/terms/routes.ts'
import { tooManyAttempts } from './web/too-many-attempts.ts'
import { routes as users } from './web/users/routes.ts'
import { wrongMethod } from './web/wrong-method.ts'

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url))
const MOST_FORM_FIELDS = 20_000
const MOST_FORM_BYTES = '2mb'
const SEE_DESCRIPTION = 'The description at /api/v1/openapi.json says what each address takes.'

/** Every part of the site that has routes of its own. */
const parts: ((app: App) => Router)[] = [
  setUp,
  signIn,
  singleSignOn,
  newPassword,
  passwordResets,
  codeRoutes,
  keptForm,
  idle,
  secondFactor,
  secondFactorRequirements,
  home,
  account,
  deputies,
  savedViews,
  search,
  processingActivities,
  findings,
  reviewRequests,
  changeRequests,
  proposals,
  retentionRules,
  ruleDrafts,
  records,
  recordFeeds,
  disposalReviews,
  disposalInstructions,
  disposalHolds,
  disposals,
  destructionCertificates,
  disposalIncidents,
  jobRuns,
  mail,
  mailPreferences,
  auditEvents,
  privacyNotices,
  organisations,
  recipients,
  terms,
  services,
  reports,
  sourceSystems,
  users,
  apiTokens,
]

/** The web application: middleware in the order in which a request meets it, then the routes. */
export function createApp(app: App): Express {
  const site = express()
  site.disable('x-powered-by')
  // Nobody keeps what is not to be stored, so that nothing would ask whether it has changed.
  site.disable('etag')
  site.set('query parser', 'simple')
  site.set('trust proxy', app.config.trustedProxies)
  const measured = metrics(app)
  site.use(logRequests(app.log))
  site.use(measured.measure)
  site.use(securityHeaders(app.config.secureCookies))
  site.use('/assets', express.static(PUBLIC, { maxAge: '1h', index: false }))
  site.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })
  const probes = health(app)
  site.use(probes, measured.router)
  const ofApi = api(app)
  site.use(ofApi)
  site.use('/api', wrongMethod([ofApi], SEE_DESCRIPTION), nothingInApi, apiProblems(app.log))
  site.use(sessions(app))
  site.use(saveBeforeRedirect)
  site.use(whoIsIt(app))
  // Before anything is read or written for a request: one that is held back costs nothing more.
  site.use(limitRequests(app.config.pagesPerMinute, requestLimits(app.db)))
  site.use(express.urlencoded({ extended: false, limit: MOST_FORM_BYTES, parameterLimit: MOST_FORM_FIELDS }))
  site.use(keepForms(app))
  site.use(csrf)
  site.use(sendMailAfterwards(app))
  site.use(setUpFirst(app.db))
  site.use(mergedFilters(app))
  const routers = parts.map((routes) => routes(app))
  for (const router of routers) site.use(router)
  site.use(wrongMethod([probes, measured.router, ...routers]))
  site.use(nothingHere)
  site.use(tooManyAttempts)
  site.use(errorPages(app.log))
  return site
}

const sessions = (app: App) =>
  session({
    name: cookieName(app.config, 'muniment'),
    secret: app.config.sessionSecret,
    store: new SessionStore(app.db, app.clock),
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { ...cookieRules(app.config), maxAge: SESSION_IDLE_SECONDS * 1000 },
  })
