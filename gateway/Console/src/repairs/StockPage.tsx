import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import i18next from 'i18next'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../shell/api'
import { useShortcuts } from '../shell/keys'
import { may } from '../shell/may'
import { tell, Trouble } from '../shell/Trouble'
import { exact, money, number } from '../shell/When'

/** What lies where: by room, with what is promised to whom and every movement behind it. */
export function StockPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { room, part } = useSearch({ strict: false }) as { room?: string; part?: string }
  const [receiving, setReceiving] = useState(false)
  const rooms = useQuery({ queryKey: ['repair', 'rooms'], queryFn: () => read(api.GET('/api/stock-rooms')) })
  const all = rooms.data?.items ?? []
  const here = room ?? (all.length === 1 ? all[0]?.id : undefined)
  const stock = useInfiniteQuery({
    queryKey: ['repair', 'stock', here, part],
    queryFn: ({ pageParam }) => read(api.GET('/api/stock', { params: { query: { room: here, part: part || undefined, after: pageParam, limit: 100 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => (page.next ? (new URL(page.next, location.origin).searchParams.get('after') ?? undefined) : undefined),
  })
  const rows = stock.data?.pages.flatMap(page => page.items) ?? []
  const [card, setCard] = useState<{ room: string; part: string } | null>(null)
  useShortcuts(may('ReceiveStock') ? [{ keys: 'i', text: 'stock.receive', run: () => setReceiving(true) }] : [])
  const show = (next: { room?: string; part?: string }) => void go({ to: '/stock', search: { room: here, part, ...next }, replace: true })
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('areas.stock')}</h1>
        <Select size="xs" clearable searchable aria-label={t('stock.room')} placeholder={t('stock.room')} value={here ?? null} onChange={next => show({ room: next ?? undefined })} data={all.map(r => r.id)} limit={50} />
        <TextInput size="xs" aria-label={t('repairs.part')} placeholder={t('repairs.part')} defaultValue={part} onKeyDown={event => event.key === 'Enter' && show({ part: event.currentTarget.value.trim() || undefined })} />
        {may('ReceiveStock') && <Button size="xs" onClick={() => setReceiving(true)}>{t('stock.receive')}</Button>}
      </div>
      {stock.error && <Trouble error={stock.error} again={() => void stock.refetch()} />}
      <table className="rows">
        <caption className="sr">{t('areas.stock')}</caption>
        <thead>
          <tr>
            <th>{t('repairs.part')}</th>
            <th className="wide">{t('stock.room')}</th>
            <th>{t('stock.onHand')}</th>
            <th>{t('stock.reserved')}</th>
            <th>{t('stock.available')}</th>
            <th className="wide">{t('stock.cost')}</th>
            <th className="wide">{t('stock.for')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(item => (
            <tr key={item.id} onClick={() => setCard({ room: item.stockRoom, part: item.partNumber })}>
              <td>
                <button type="button" className="card" style={{ margin: 0, padding: '.15rem .4rem' }} onClick={() => setCard({ room: item.stockRoom, part: item.partNumber })}>
                  {item.partNumber}
                </button>
              </td>
              <td className="wide">{item.stockRoom}</td>
              <td>{number(item.onHand ?? 0)}</td>
              <td>{number(item.reserved ?? 0)}</td>
              <td className={item.available === 0 ? 'due-late' : undefined}>{number(item.available ?? 0)}{item.available === 0 && ` ${t('stock.none')}`}</td>
              <td className="wide">{money(item.averageCost ?? 0)}</td>
              <td className="wide small">{item.reservations?.map(held => `${held.owner.number} × ${held.quantity}`).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {stock.data && rows.length === 0 && <p className="quiet">{t('stock.empty')}</p>}
      {stock.hasNextPage && <Button mt="sm" size="xs" variant="default" onClick={() => void stock.fetchNextPage()} loading={stock.isFetchingNextPage}>{t('stock.more')}</Button>}
      {receiving && <Receive room={here} rooms={all.map(r => r.id)} close={() => setReceiving(false)} />}
      {card && <Card {...card} close={() => setCard(null)} />}
    </div>
  )
}

/** Goods in, line by line as they are scanned; one document is received once however often it is sent. */
function Receive({ room, rooms, close }: { room?: string; rooms: string[]; close: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [where, setWhere] = useState<string | null>(room ?? null)
  const [document, setDocument] = useState('')
  const [lines, setLines] = useState<Record<string, number>>({})
  const [scanned, setScanned] = useState('')
  const receive = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/stock/inbound', {
          body: { document, stockRoom: where!, lines: Object.entries(lines).map(([partNumber, quantity]) => ({ partNumber, quantity })) },
        }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['repair'] })
      tell(t('stock.received'))
      close()
    },
  })
  const scan = (event: FormEvent) => {
    event.preventDefault()
    const part = scanned.trim().toUpperCase()
    if (part) setLines({ ...lines, [part]: (lines[part] ?? 0) + 1 })
    setScanned('')
  }
  return (
    <Modal opened onClose={close} title={t('stock.receive')} closeButtonProps={{ 'aria-label': t('keys.close') }}>
      <Stack gap="sm">
        <Select label={t('stock.room')} required searchable data={rooms} value={where} onChange={setWhere} limit={50} />
        <TextInput label={t('stock.document')} description={t('stock.documentHint')} required value={document} onChange={event => setDocument(event.currentTarget.value)} />
        <form onSubmit={scan}>
          <TextInput data-autofocus label={t('stock.scan')} description={t('stock.scanHint')} value={scanned} onChange={event => setScanned(event.currentTarget.value)} />
        </form>
        {Object.entries(lines).map(([part, quantity]) => (
          <Group key={part} justify="space-between">
            {part}
            <NumberInput w={110} min={0} aria-label={`${t('stock.quantity')} ${part}`} value={quantity} onChange={next => setLines({ ...lines, [part]: Number(next) })} />
          </Group>
        ))}
        {receive.error && <Trouble error={receive.error} />}
        <Button disabled={!where || !document || Object.keys(lines).length === 0} loading={receive.isPending} onClick={() => receive.mutate()}>
          {t('stock.book', { n: Object.values(lines).reduce((a, b) => a + b, 0) })}
        </Button>
      </Stack>
    </Modal>
  )
}

function Card({ room, part, close }: { room: string; part: string; close: () => void }) {
  const { t } = useTranslation()
  const card = useQuery({
    queryKey: ['repair', 'stock-card', room, part],
    queryFn: () => read(api.GET('/api/stock/{room}/{partNumber}', { params: { path: { room, partNumber: part } } })),
  })
  return (
    <Modal opened onClose={close} size="xl" title={`${part} · ${room}`} closeButtonProps={{ 'aria-label': t('keys.close') }}>
      {card.error && <Trouble error={card.error} />}
      <table className="rows">
        <caption className="sr">{t('stock.movements')}</caption>
        <thead>
          <tr>
            <th>{t('stock.when')}</th>
            <th>{t('stock.what')}</th>
            <th>{t('stock.quantity')}</th>
            <th>{t('stock.onHand')}</th>
            <th>{t('stock.document')}</th>
          </tr>
        </thead>
        <tbody>
          {card.data?.movements.map(m => (
            <tr key={m.version}>
              <td className="nowrap">{exact(m.at)}</td>
              <td>{i18next.exists(`movements.${m.movement}`) ? t(`movements.${m.movement}`) : m.movement}</td>
              <td>{number(m.quantity)}</td>
              <td>{m.onHand ?? ''}</td>
              <td>{m.document}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  )
}
