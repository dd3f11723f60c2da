import { useEffect, useRef, useSyncExternalStore } from 'react'

/** A key outside of fields: `j`, or two after each other: `g t`. */
export type Shortcut = { keys: string; text: string; run: () => void }

const active: { current: Shortcut[] }[] = []
const watchers = new Set<() => void>()
let shown: Shortcut[] = []
const offKey = 'desk.keys'
let isOff = localStorage.getItem(offKey) === 'off'
let before = ''
let forget: ReturnType<typeof setTimeout> | undefined

export const keysAreOff = () => isOff
export function switchKeys(on: boolean) {
  isOff = !on
  localStorage.setItem(offKey, on ? 'on' : 'off')
}

function changed() {
  shown = active.flatMap(layer => layer.current)
  watchers.forEach(watch => watch())
}

/** All keys that do something now; the sheet of shortcuts is made of it. */
export const useShownShortcuts = () =>
  useSyncExternalStore(
    watch => {
      watchers.add(watch)
      return () => void watchers.delete(watch)
    },
    () => shown,
  )

/** Keys of a screen, while it is shown. A later one wins over an earlier one. */
export function useShortcuts(shortcuts: Shortcut[]) {
  const layer = useRef(shortcuts)
  const names = shortcuts.map(s => s.keys).join()
  useEffect(() => {
    layer.current = shortcuts
  })
  useEffect(() => {
    active.push(layer)
    changed()
    return () => {
      active.splice(active.indexOf(layer), 1)
      changed()
    }
  }, [names])
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

addEventListener('keydown', event => {
  // While an input method composes a character, its keys are not ours.
  if (isOff || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.defaultPrevented || isField(event.target) || document.querySelector('[role=dialog]')) return
  const typed = before ? `${before} ${event.key}` : event.key
  clearTimeout(forget)
  before = ''
  const all = active.flatMap(layer => layer.current).reverse()
  const found = all.find(s => s.keys === typed) ?? all.find(s => s.keys === event.key)
  if (found) {
    event.preventDefault()
    found.run()
  } else if (all.some(s => s.keys.startsWith(`${event.key} `))) {
    before = event.key
    forget = setTimeout(() => (before = ''), 1500)
  }
})
