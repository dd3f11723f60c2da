import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { tellTrouble } from './Trouble'

/** A button that carries out one command and shows the answer at once; what it concerns is then asked for again. */
export function Command<T>({ send, answer, concerns, children, main, disabled }: { send: () => Promise<T>; answer: (value: T) => void; concerns: string; children: ReactNode; main?: boolean; disabled?: boolean }) {
  const queries = useQueryClient()
  const command = useMutation({
    mutationFn: send,
    onSuccess: value => {
      answer(value)
      void queries.invalidateQueries({ queryKey: [concerns] })
    },
    onError: tellTrouble,
  })
  return (
    <Button size="xs" variant={main ? 'filled' : 'default'} disabled={disabled} loading={command.isPending} onClick={() => command.mutate()}>
      {children}
    </Button>
  )
}
