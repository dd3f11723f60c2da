import { Alert, Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { Problem } from './api'

/** What went wrong, in the reader's words: the code's text, else what the API says. */
export function wordsOf(error: unknown) {
  if (!(error instanceof Problem)) return i18next.t('problems.unexpected')
  const known = `problems.${error.code}`
  const words = i18next.exists(known) ? i18next.t(known) : error.detail
  const fields = Object.entries(error.errors).map(([field, what]) => `${field.replace('/', '')}: ${what.join(' ')}`)
  return [words, ...fields].join('\n')
}

export function tell(text: string) {
  notifications.show({ message: text, color: 'teal', autoClose: 4000 })
}

export function tellTrouble(error: unknown) {
  notifications.show({ message: wordsOf(error), color: 'red', autoClose: 12_000, role: 'alert' })
}

/** In the place of what could not be shown, with the way on. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation()
  return (
    <Alert color="red" variant="outline" title={t('trouble.title')} role="alert">
      <div>{wordsOf(error)}</div>
      {error instanceof Problem && error.traceId && <div className="quiet small">{t('trouble.trace', { trace: error.traceId })}</div>}
      {again && (
        <Button mt="sm" size="xs" variant="default" onClick={again}>
          {t('trouble.again')}
        </Button>
      )}
    </Alert>
  )
}

export function Nothing({ children }: { children: string }) {
  return <p className="quiet">{children}</p>
}
