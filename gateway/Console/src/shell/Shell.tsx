import { Button, Menu, Modal, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Mentions } from '../tickets/Mentions'
import { Presence } from '../tickets/Presence'
import { areas } from './areas'
import { keysAreOff, switchKeys, useShortcuts, useShownShortcuts } from './keys'
import { changeLanguage, language } from './language'
import { liveState, onLive } from './live'
import { may } from './may'
import { Palette } from './Palette'
import { onSession, person, signInAgain, signOut } from './session'

/** What is around every screen. */
export function Shell() {
  const { t } = useTranslation()
  const go = useNavigate()
  const [palette, setPalette] = useState(false)
  const [sheet, setSheet] = useState(false)
  const main = useRef<HTMLElement>(null)

  useShortcuts([
    ...areas().map(area => ({ keys: area.key, text: area.text, run: () => void go({ to: area.path }) })),
    ...(may('OpenTicket') ? [{ keys: 'c', text: 'keys.new', run: () => void go({ to: '/tickets/new' }) }] : []),
    { keys: '?', text: 'keys.sheet', run: () => setSheet(true) },
  ])
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setPalette(true)
      }
    }
    addEventListener('keydown', open)
    return () => removeEventListener('keydown', open)
  }, [])

  return (
    <div className="desk">
      <header className="desk-top">
        <span className="desk-name">{t('shell.name')}</span>
        <UnstyledButton className="desk-find" onClick={() => setPalette(true)}>
          <span>{t('shell.find')}</span>
          <kbd className="wide">Ctrl K</kbd>
        </UnstyledButton>
        <Live />
        {may('ListMyMentions') && <Mentions />}
        {/* A lead may change that of others, and takes no tickets of their own. */}
        {may('ChangePresence') && person().roles.includes('agent') && <Presence />}
        <Person onKeys={() => setSheet(true)} />
      </header>
      <nav className="desk-rail" aria-label={t('shell.areas')}>
        {areas().map(area => (
          <Link key={area.path} to={area.path} className="rail-link" activeProps={{ 'aria-current': 'page' }}>
            {t(area.text)}
            <kbd className="quiet small wide">{area.key}</kbd>
          </Link>
        ))}
        {may('OpenTicket') && (
          <Button component={Link} to="/tickets/new" size="xs" mt="sm" fullWidth className="wide">
            {t('keys.new')}
          </Button>
        )}
      </nav>
      <main className="desk-main" ref={main} tabIndex={-1}>
        <SessionOver />
        <Outlet />
      </main>
      {palette && <Palette close={() => setPalette(false)} />}
      <KeySheet open={sheet} close={() => setSheet(false)} />
    </div>
  )
}

function Live() {
  const { t } = useTranslation()
  const state = useSyncExternalStore(onLive, liveState)
  return (
    <span className="mark wide" data-shape={state === 'live' ? 'dot' : 'ring'} role="status" style={{ ['--mark' as string]: state === 'live' ? '#1d9a6c' : '#b36a00' }}>
      {t(`shell.${state}`)}
    </span>
  )
}

function Person({ onKeys }: { onKeys: () => void }) {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const narrow = useMediaQuery('(max-width: 48rem)')
  const me = person()
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="default" size="xs" title={t('shell.me')}>
          {me.id}
          {!narrow && <span className="quiet">&nbsp;· {me.roles.map(role => t(`roles.${role}`)).join(', ')}</span>}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void changeLanguage(language() === 'en' ? 'zh-Hans' : 'en')} lang={language() === 'en' ? 'zh-Hans' : 'en'}>
          {language() === 'en' ? '中文' : 'English'}
        </Menu.Item>
        <Menu.Label>{t('shell.look')}</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map(scheme => (
          <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)} aria-current={colorScheme === scheme}>
            {colorScheme === scheme ? '✓ ' : ''}
            {t(`shell.looks.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onKeys}>{t('keys.sheet')}</Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{t('shell.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function KeySheet({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation()
  const shortcuts = useShownShortcuts()
  const [off, setOff] = useState(keysAreOff)
  const rows = [...new Map(shortcuts.map(s => [s.keys, s])).values()]
  return (
    <Modal opened={open} onClose={close} title={t('keys.sheet')} closeButtonProps={{ 'aria-label': t('keys.close') }}>
      <dl className="keys">
        {rows.map(s => (
          <div key={s.keys} style={{ display: 'contents' }}>
            <dt>
              <kbd>{s.keys}</kbd>
            </dt>
            <dd>{t(s.text)}</dd>
          </div>
        ))}
        <dt>
          <kbd>Ctrl K</kbd>
        </dt>
        <dd>{t('shell.find')}</dd>
        <dt>
          <kbd>Ctrl Enter</kbd>
        </dt>
        <dd>{t('keys.send')}</dd>
      </dl>
      <Button
        mt="md"
        variant="default"
        size="xs"
        onClick={() => {
          switchKeys(off)
          setOff(!off)
        }}
      >
        {t(off ? 'keys.switchOn' : 'keys.switchOff')}
      </Button>
    </Modal>
  )
}

/** The session is over: what one types stays, and one signs in when one wants to. */
function SessionOver() {
  const { t } = useTranslation()
  const [gone, setGone] = useState(false)
  useEffect(() => onSession(setGone), [])
  if (!gone) return null
  return (
    <div className="warn" role="alert" style={{ margin: '.8rem' }}>
      {t('shell.sessionOver')}{' '}
      <Button size="compact-xs" onClick={() => void signInAgain()}>
        {t('shell.signInAgain')}
      </Button>
    </div>
  )
}
