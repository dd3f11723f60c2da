import { useEffect, useState } from 'react'
import { language } from './language'

const minute = 60_000
let now = Date.now()
const watchers = new Set<() => void>()
setInterval(() => {
  if (!document.hidden) {
    now = Date.now()
    watchers.forEach(watch => watch())
  }
}, minute / 2)

/** The time, every half minute, while somebody looks. */
export function useNow() {
  const [, look] = useState(0)
  useEffect(() => {
    const watch = () => look(n => n + 1)
    watchers.add(watch)
    return () => void watchers.delete(watch)
  }, [])
  return Math.max(now, 0)
}

const locale = () => (language() === 'en' ? 'en-GB' : 'zh-CN')

export const exact = (at: string) => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
export const clockTime = (at: string) => new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(new Date(at))
export const day = (at: string) => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(at))
export const number = (n: number) => new Intl.NumberFormat(locale()).format(n)
export const money = (n: number) => new Intl.NumberFormat(locale(), { style: 'currency', currency: 'CNY' }).format(n)

export function relative(at: string, from: number) {
  const minutes = Math.round((Date.parse(at) - from) / minute)
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' })
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute')
  if (Math.abs(minutes) < 60 * 36) return words.format(Math.round(minutes / 60), 'hour')
  return words.format(Math.round(minutes / 60 / 24), 'day')
}

/** A moment as people say it, with the exact one beside it. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exact(at)}>
      {relative(at, useNow())}
    </time>
  )
}

/** When something is due: late and soon differ in words and weight, not in colour alone. */
export function Due({ at, late }: { at: string; late: string }) {
  const left = Date.parse(at) - useNow()
  const look = left < 0 ? 'due-late' : left < 60 * minute ? 'due-soon' : ''
  return (
    <time className={`nowrap ${look}`} dateTime={at} title={exact(at)}>
      {left < 0 ? `${late} ` : ''}
      {relative(at, now)}
    </time>
  )
}
