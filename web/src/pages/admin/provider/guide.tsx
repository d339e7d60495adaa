import { NativeSelect } from '@mantine/core'
import type { ProviderGuide } from '../../../../../src/wire/app/contract.ts'
import { CopyValue } from '../../../components/copy.tsx'
import { Inline } from '../../../components/inline.tsx'
import styles from './guide.module.css'

interface GuideProps {
  answer: ProviderGuide
  /** The make that was chosen by hand; null for the one that is recognised. */
  chosen: string | null
  onChoose: (profile: string | null) => void
}

/** What to do at the provider, in the words of its console and with the addresses of this server. */
export function Guide({ answer: { profile, title, guide, profiles }, chosen, onChoose }: GuideProps) {
  return (
    <section aria-labelledby="guide" className={`card ${styles.guide}`}>
      <div className={styles.head}>
        <h2 id="guide">At {profile === 'generic' ? 'the provider' : title}</h2>
        <NativeSelect
          aria-label="Guide for"
          size="xs"
          data={[
            { value: '', label: chosen === null ? byItself(profile, title) : 'the one that is recognised' },
            ...profiles.map(({ name, title }) => ({ value: name, label: title })),
          ]}
          value={chosen ?? ''}
          onChange={(event) => onChoose(event.currentTarget.value || null)}
        />
      </div>
      <p className="dim">
        <Inline text={guide.application} />
      </p>
      <ol className={styles.steps}>
        {guide.steps.map((step) => (
          <li key={step.path.join()}>
            <span className={styles.path}>{step.path.join(' › ')}</span>
            {step.fields && (
              <dl>
                {step.fields.map(({ name, value }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>
                      <Value text={value} what={name} />
                    </dd>
                  </div>
                ))}
              </dl>
            )}
            {step.note && (
              <p>
                <Inline text={step.note} />
              </p>
            )}
          </li>
        ))}
      </ol>
      <h3>Then, on this page</h3>
      <dl className={styles.values}>
        {(['issuer', 'clientId', 'clientSecret'] as const).map((name) => (
          <div key={name}>
            <dt>{{ issuer: 'Issuer', clientId: 'Client id', clientSecret: 'Client secret' }[name]}</dt>
            <dd>
              <Inline text={guide.values[name]} />
            </dd>
          </div>
        ))}
      </dl>
      <Lines title="Where it is wanted" lines={guide.further} />
      <Lines title="Good to know" lines={guide.goodToKnow} />
      <Lines title="What it cannot do" lines={guide.cannot} />
      <details>
        <summary>When it fails</summary>
        <ul className={styles.troubles}>
          {guide.troubles.map(({ seen, code, mend }) => (
            <li key={seen}>
              <strong>
                <Inline text={seen} />
              </strong>{' '}
              <code className="dim small">{code}</code>
              <p>
                <Inline text={mend} />
              </p>
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}

const byItself = (profile: string, title: string): string =>
  profile === 'generic' ? 'Which provider is it?' : `${title} (recognised)`

/** An address or a command alone can be copied by a click. */
function Value({ text, what }: { text: string; what: string }) {
  const [, alone] = /^`([^`]+)`$/.exec(text) ?? []
  return alone ? <CopyValue text={alone} what={what} /> : <Inline text={text} />
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  if (lines.length === 0) return null
  return (
    <details>
      <summary>{title}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <Inline text={line} />
          </li>
        ))}
      </ul>
    </details>
  )
}
