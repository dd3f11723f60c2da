import { createTheme, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect, RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Problem } from './api'
import { home } from './areas'
import { startLive } from './live'
import { Shell } from './Shell'

const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: 9,
  autoContrast: true,
  fontFamily: "system-ui, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
  defaultRadius: 'sm',
  respectReducedMotion: true,
})

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // The client repeats by itself what got no answer; a refusal stays one.
      retry: (count, error) => count < 1 && !(error instanceof Problem),
    },
    mutations: { retry: false },
  },
})

type Search = Record<string, string | undefined>
const asText = (search: Record<string, unknown>): Search =>
  Object.fromEntries(Object.entries(search).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])))

const root = createRootRoute({ component: Shell, validateSearch: asText })
const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component })

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: home() })
    },
  }),
  page('/work', lazyRouteComponent(() => import('../tickets/WorkList'), 'WorkList')),
  page('/tickets/new', lazyRouteComponent(() => import('../tickets/NewTicket'), 'NewTicket')),
  page('/tickets/$number', lazyRouteComponent(() => import('../tickets/TicketPage'), 'TicketPage')),
  page('/search', lazyRouteComponent(() => import('../search/SearchPage'), 'SearchPage')),
  page('/customers/$number', lazyRouteComponent(() => import('../customers/CustomerPage'), 'CustomerPage')),
  page('/repairs', lazyRouteComponent(() => import('../repairs/RepairBoard'), 'RepairBoard')),
  page('/repairs/$number', lazyRouteComponent(() => import('../repairs/RepairPage'), 'RepairPage')),
  page('/visits', lazyRouteComponent(() => import('../dispatch/VisitBoard'), 'VisitBoard')),
  page('/visits/$number', lazyRouteComponent(() => import('../dispatch/VisitPage'), 'VisitPage')),
  page('/complaints', lazyRouteComponent(() => import('../complaints/ComplaintList'), 'ComplaintList')),
  page('/complaints/$number', lazyRouteComponent(() => import('../complaints/ComplaintPage'), 'ComplaintPage')),
  page('/stock', lazyRouteComponent(() => import('../repairs/StockPage'), 'StockPage')),
]

const router = createRouter({ routeTree: root.addChildren(routes), basepath: '/desk', defaultPreload: 'intent', scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

const nonce = document.querySelector('meta[name=style-nonce]')?.getAttribute('content') ?? ''

export function Desk() {
  useEffect(() => startLive(queries), [])
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
