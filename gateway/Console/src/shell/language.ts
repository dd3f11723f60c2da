import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export const languages = ['zh-Hans', 'en'] as const
export type Language = (typeof languages)[number]

const kept = 'desk.language'

/** The language of the last visit, else the browser's, else Chinese. */
function choose(): Language {
  const last = localStorage.getItem(kept)
  if (last === 'zh-Hans' || last === 'en') return last
  return navigator.languages.some(l => l.startsWith('zh')) ? 'zh-Hans' : navigator.languages.some(l => l.startsWith('en')) ? 'en' : 'zh-Hans'
}

const texts = {
  'zh-Hans': () => import('../texts/zh-Hans.json'),
  en: () => import('../texts/en.json'),
}

export const language = () => i18next.language as Language

export async function startLanguage() {
  await i18next.use(initReactI18next).init({ lng: choose(), resources: {}, interpolation: { escapeValue: false }, returnNull: false })
  await changeLanguage(language())
}

export async function changeLanguage(next: Language) {
  if (!i18next.hasResourceBundle(next, 'translation')) {
    i18next.addResourceBundle(next, 'translation', (await texts[next]()).default)
  }
  await i18next.changeLanguage(next)
  localStorage.setItem(kept, next)
  document.documentElement.lang = next
}

/** A sentence that the API gives in both languages. */
export const said = (sentence: { en: string; zh: string }) => (language() === 'en' ? sentence.en : sentence.zh)
