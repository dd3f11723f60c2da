import { InMemoryWebStorage, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts'

/** Who signed in, as the gateway reads the token. */
export type Me = { id: string; roles: string[]; sites: string[]; regions: string[] }

const signedIn = '/desk/signed-in'
let manager: UserManager
let user: User | null = null
let me: Me
let renewing: Promise<boolean> | null = null
const watchers = new Set<(gone: boolean) => void>()

export const person = () => me

/**
 * Signs in by authorization code with PKCE and comes back to the address that was asked for. Tokens live in this page's memory only; only the state of a sign-in
 * under way is in the tab's storage. False when the browser is on its way to the sign-in page.
 */
export async function startSession() {
  const config: { authority: string; client: string } = await (await fetch('/desk/config')).json()
  manager = new UserManager({
    authority: config.authority,
    client_id: config.client,
    redirect_uri: location.origin + signedIn,
    post_logout_redirect_uri: `${location.origin}/desk/`,
    response_type: 'code',
    scope: 'openid offline_access',
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage, prefix: 'sign-in.' }),
    automaticSilentRenew: false,
    monitorSession: false,
  })
  if (location.pathname !== signedIn) {
    await signIn()
    return false
  }
  try {
    user = await manager.signinRedirectCallback()
  } catch {
    // The page was reloaded at this address, or the sign-in took too long.
    history.replaceState(null, '', '/desk/')
    await signIn()
    return false
  }
  const asked = (user.state as { to?: string } | undefined)?.to
  history.replaceState(null, '', asked?.startsWith('/desk/') ? asked : '/desk/')
  me = await (await fetch('/desk/me', { headers: { Authorization: `Bearer ${user.access_token}` } })).json()
  return true
}

const signIn = () => manager.signinRedirect({ state: { to: location.pathname + location.search } })

/** The access token, renewed a minute before it ends. Null when only a new sign-in helps. */
export async function token(): Promise<string | null> {
  if (user && (user.expires_in ?? 0) > 60) return user.access_token
  return (await renew()) ? user!.access_token : null
}

/** Asks for a new token; several askers wait for one answer. */
export function renew(): Promise<boolean> {
  // Without a refresh token only the sign-in page helps: it cannot be framed.
  renewing ??= (user?.refresh_token ? manager.signinSilent() : Promise.reject({ error: 'no-refresh-token' }))
    .then(renewed => {
      user = renewed ?? user
      const good = Boolean(renewed)
      watchers.forEach(watch => watch(!good))
      return good
    })
    .catch((error: unknown) => {
      // Without a connection nothing is known of the session.
      const gone = (error as { error?: string }).error !== undefined
      if (gone) watchers.forEach(watch => watch(true))
      return false
    })
    .finally(() => (renewing = null))
  return renewing
}

/** Calls back when the session is gone, and when it is back. */
export function onSession(watch: (gone: boolean) => void) {
  watchers.add(watch)
  return () => void watchers.delete(watch)
}

/** Signs in again, and comes back to where one is; drafts wait. */
export const signInAgain = signIn

export async function signOut() {
  await manager.signoutRedirect({ id_token_hint: user?.id_token })
}
