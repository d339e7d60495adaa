import './styles/mantine.ts'
import './styles/base.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { client } from './queries/client.ts'
import { router } from './router.tsx'
import { colorSchemes, theme } from './theme.ts'

/** A page's part that is gone means that the server was upgraded since: the new app is one reload away. Once a minute at most. */
window.addEventListener('vite:preloadError', () => {
  const name = 'signpost-reloaded'
  if (Date.now() - Number(sessionStorage.getItem(name) ?? 0) < 60_000) return
  sessionStorage.setItem(name, String(Date.now()))
  location.reload()
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemes}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
