import type { ReactNode } from 'react'
import styles from './doorway.module.css'
import { ThemeSwitch } from './theme-switch.tsx'
import { Wordmark } from './wordmark.tsx'

/** The frame of the pages outside: one card in the middle under the wordmark. */
export function Doorway({ title, children, foot }: { title: string; children: ReactNode; foot?: ReactNode }) {
  return (
    <div className={styles.doorway}>
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
