import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './desk.css'
import { createRoot } from 'react-dom/client'
import { startLanguage } from './shell/language'
import { startSession } from './shell/session'
import { Desk } from './shell/Desk'

await startLanguage()
if (await startSession()) {
  createRoot(document.getElementById('desk')!).render(<Desk />)
}
