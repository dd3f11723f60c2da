import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Schema } from '../shell/api'
import { said } from '../shell/language'
import { Nothing, Trouble } from '../shell/Trouble'
import { clockTime, Due, exact } from '../shell/When'
import { clocksQuery } from './queries'

/** I10: the clocks of the present episode as bars, with the story of every minute on demand. */
export function Clocks({ number, episode }: { number: string; episode: number }) {
  const { t } = useTranslation()
  const clocks = useQuery(clocksQuery(number))
  if (clocks.error) return <Trouble error={clocks.error} again={() => void clocks.refetch()} />
  const now = clocks.data?.clocks.filter(clock => clock.episode === episode && clock.state !== 'superseded') ?? []
  return (
    <section className="panel" aria-label={t('clocks.title')}>
      <h2>{t('clocks.title')}</h2>
      {clocks.data && now.length === 0 && <Nothing>{t('clocks.none')}</Nothing>}
      {now.map(clock => (
        <ClockBar key={clock.clock} clock={clock} />
      ))}
    </section>
  )
}

function ClockBar({ clock }: { clock: Schema<'ClockReading'> }) {
  const { t } = useTranslation()
  const segments = (clock.segments ?? []).filter(s => s.kind !== 'notStarted' && s.kind !== 'ended')
  const runs = clock.state === 'running' || clock.state === 'paused'
  return (
    <div className="clock">
      <div className="clock-head">
        <b>{t(`clocks.names.${clock.clock}`)}</b>
        <span>
          {t(`clocks.states.${clock.state}`)} {runs && clock.dueAt && <Due at={clock.dueAt} late={t('work.late')} />}
          {clock.metAt && <span className="quiet"> {exact(clock.metAt)}</span>} · {clock.percent} %
        </span>
      </div>
      <div className="clock-bar" role="img" aria-label={t('clocks.bar', { percent: clock.percent })}>
        {segments.map(s => (
          <span
            key={s.from}
            className={s.reason === 'overdue' ? 'seg-overdue' : `seg-${s.kind}`}
            style={{ flexGrow: Math.max(Date.parse(s.to) - Date.parse(s.from), 1) }}
            title={`${clockTime(s.from)} – ${clockTime(s.to)} ${said(s.text)}`}
          />
        ))}
        {clock.percent < 100 && runs && <span style={{ flexGrow: restOf(clock, segments) }} />}
      </div>
      <details className="small">
        <summary>{t('clocks.why')}</summary>
        <p className="quiet">{t('clocks.rule', { rule: clock.rule, version: clock.policyVersion, calendar: clock.calendar })}</p>
        <ul className="story" style={{ gap: '.2rem' }}>
          {(clock.segments ?? []).map(s => (
            <li key={s.from}>
              <span className="nowrap">
                {exact(s.from)} – {clockTime(s.to)}
              </span>{' '}
              {said(s.text)}
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}

/** What is left until the end, in proportion to what the bar shows already. */
function restOf(clock: Schema<'ClockReading'>, segments: Schema<'ClockSegment'>[]) {
  const counted = segments.filter(s => s.kind === 'counting').reduce((sum, s) => sum + Date.parse(s.to) - Date.parse(s.from), 0)
  return clock.percent > 0 ? (counted / clock.percent) * (100 - clock.percent) : Math.max(counted * 20, 1)
}
