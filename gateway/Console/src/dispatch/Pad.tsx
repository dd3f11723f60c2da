import { Button } from '@mantine/core'
import { useEffect, useRef, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'

/** Where a customer signs with a finger or a pen; a PNG in base64 when something was drawn. */
export function Pad({ onDrawn }: { onDrawn: (image: string | null) => void }) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawing = useRef(false)
  useEffect(() => {
    const size = canvas.current!.getBoundingClientRect()
    canvas.current!.width = size.width
    canvas.current!.height = size.height
  }, [])
  const pen = () => canvas.current!.getContext('2d')!
  const place = (event: PointerEvent) => {
    const at = canvas.current!.getBoundingClientRect()
    return [event.clientX - at.left, event.clientY - at.top] as const
  }
  return (
    <div style={{ marginTop: '.7rem' }}>
      <div className="small" id="pad-label">
        {t('visits.signature')}
      </div>
      <canvas
        ref={canvas}
        role="img"
        aria-labelledby="pad-label"
        style={{ width: '100%', height: '9rem', border: '1px solid var(--line)', borderRadius: '.4rem', touchAction: 'none', background: '#fff' }}
        onPointerDown={event => {
          drawing.current = true
          canvas.current!.setPointerCapture(event.pointerId)
          pen().lineWidth = 2.5
          pen().lineCap = 'round'
          pen().beginPath()
          pen().moveTo(...place(event))
        }}
        onPointerMove={event => {
          if (!drawing.current) return
          pen().lineTo(...place(event))
          pen().stroke()
        }}
        onPointerUp={() => {
          drawing.current = false
          onDrawn(canvas.current!.toDataURL('image/png').split(',')[1] ?? null)
        }}
      />
      <Button
        size="compact-sm"
        variant="subtle"
        onClick={() => {
          pen().clearRect(0, 0, canvas.current!.width, canvas.current!.height)
          onDrawn(null)
        }}
      >
        {t('visits.clear')}
      </Button>
    </div>
  )
}
