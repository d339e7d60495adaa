import type { ReactNode } from 'react'
import styles from './doorway.module.css'
import { ThemeSwitch } from './theme-switch.tsx'
import { Wordmark } from './wordmark.tsx'

interface DoorwayProps {
  title: string
  children: ReactNode
  foot?: ReactNode
  /** Across the top of the page. */
  notice?: ReactNode
}

/** The frame of the pages outside: one card in the middle under the wordmark. */
export function Doorway({ title, children, foot, notice }: DoorwayProps) {
  return (
    <div className={styles.doorway}>
      {notice && <div className={styles.notice}>{notice}</div>}
      <div className={styles.switch}>
        <ThemeSwitch />
      </div>
      <main className={styles.column}>
        <div className={styles.mark}>
          <Wordmark size={26} />
        </div>
        <section className={`card ${styles.card}`} aria-label={title}>
          <h1 className={styles.title}>{title}</h1>
          {children}
        </section>
        {foot && <p className={styles.foot}>{foot}</p>}
      </main>
    </div>
  )
}
