/** What a certificate of the first format says, as it was kept when it was issued. */
export const FIRST_FORMAT: string = [
  '{"action":"destroy","backupsExpireOn":"2026-12-22","decisions":[{"at":"2026-11-22T12:00:00.000Z","by":"Mark Lowe",',
  '"decision":"approve disposal","listHash":"7d882f7c2340b1a2ca3122574078cddec2d25b80528efe7787734d7dd07da421","reason":"",',
  '"records":3}],"disposedFrom":"2026-11-22","disposedTo":"2026-11-22","dueFrom":"2003-03-01","dueTo":"2003-03-01","exceptions":[],',
  '"format":"muniment-destruction-certificate-1","instruction":{"closedAt":"2026-11-22T13:00:00.000Z","disposedOf":2,',
  '"disposedOfBefore":0,"failed":0,"firstFetchedAt":"2026-11-22T12:30:00.000Z","id":1,"instructedOn":"2026-11-22","notFound":1,',
  '"records":3,"round":1,"stopped":0},"issuedAt":"2026-11-22T12:00:00.000Z","issuedOn":"2026-11-22","list":{"leaves":2,',
  '"merkleRoot":"eb79f7b644c4e685457ef63a419324f3a550ad311ca3ed8843632f66fd2b5945"},"methods":[{"answeredBy":"Library system",',
  '"from":"2026-11-22","method":"Deleted","records":2,"to":"2026-11-22"}],"number":"DC-2026-000001",',
  '"organisation":"Cambridgeshire County Council","otherMethods":0,"quantity":2,"recordSeries":"Library membership account",',
  '"records":2,"review":{"approved":3,"id":1,"instructedElsewhere":0,"instructedHere":3,"left":0,"openedOn":"2026-11-22",',
  '"stillToInstruct":0},"rules":[{"authority":"Retention schedule","authorityKind":"local decision","code":"LIB-01","period":"P3Y",',
  '"records":2,"version":1}],"service":{"code":"LIB","name":"Libraries"},"sourceSystem":{"code":"LMS",',
  '"name":"Library management system"},"statement":"Backups are overwritten after 30 days"}',
].join('')

/** The SHA-256 under which it was issued. */
export const FIRST_HASH = '529a288ac45a41b4190a40844edfa344a41c6b0a97259637b90780899ea985d7'
