import { Button, type ButtonProps } from '@mantine/core'
import { useEffect, useState } from 'react'
import styles from './copy.module.css'
import { CheckIcon, CopyIcon } from './icons.tsx'

/** Puts text on the clipboard, also on plain http, where browsers offer no clipboard API. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    area.style.opacity = '0'
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

function useCopied() {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])
  return [copied, async (text: string) => setCopied(await copyText(text))] as const
}

interface CopyButtonProps extends ButtonProps {
  text: string
  label?: string
}

export function CopyButton({ text, label = 'Copy', ...rest }: CopyButtonProps) {
  const [copied, copy] = useCopied()
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
      onClick={() => copy(text)}
      {...rest}
    >
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </Button>
  )
}

/** A value in the text with a small copy control behind it. */
export function CopyValue({ text, what }: { text: string; what: string }) {
  const [copied, copy] = useCopied()
  return (
    <button type="button" className={styles.value} onClick={() => copy(text)} title="Copy">
      <span className="mono">{text}</span>
      <span className="unseen">Copy {what}</span>
      {copied ? <CheckIcon size={13} /> : <CopyIcon size={13} />}
    </button>
  )
}

/** Lines for a terminal or an editor, with a copy button. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <figure className={styles.block}>
      <figcaption className={styles.caption}>
        <span>{label}</span>
        <CopyButton text={text} size="compact-xs" variant="subtle" />
      </figcaption>
      <pre className={styles.pre}>{text}</pre>
    </figure>
  )
}
