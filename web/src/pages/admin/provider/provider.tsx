import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { AdminProvider } from '../../../../../src/wire/app/contract.ts'
import { Await } from '../../../components/states.tsx'
import { useTitle } from '../../../components/title.ts'
import type { Reading } from '../../../paste/reading.ts'
import { useGuide, useProvider } from '../../../queries/admin.ts'
import { TestSignIn } from '../test-sign-in.tsx'
import { Addresses } from './addresses.tsx'
import { Checks } from './checks.tsx'
import { cleaned, type ProviderDraft } from './draft.ts'
import { fieldOf } from './finding-fields.ts'
import { Guide } from './guide.tsx'
import { History } from './history.tsx'
import { PasteBox } from './paste-box.tsx'
import styles from './provider.module.css'
import { isSetElsewhere, ProviderForm } from './provider-form.tsx'
import { RemoveProvider } from './remove-provider.tsx'
import { useAdoption } from './use-adoption.ts'
import { useLiveTest } from './use-live-test.ts'

/** One identity provider: what it is told, what is set, and what can be found out before anybody signs in. */
export function ProviderPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  useTitle(`Provider ${id}`)
  const query = useProvider(id)
  return (
    <div className="page" style={{ maxWidth: 1320 }}>
      <Await query={query} what="the provider">
        {({ provider }) => <Provider key={provider.id} provider={provider} />}
      </Await>
    </div>
  )
}

function Provider({ provider }: { provider: AdminProvider }) {
  const [draft, setDraft] = useState<ProviderDraft>({})
  const [make, setMake] = useState<string | null>(null)
  const live = useLiveTest(provider, draft)
  const adoption = useAdoption(draft, setDraft, live)
  const guide = useGuide(provider.id, make ?? live.test?.profile ?? null)
  const read = ({ values }: Reading) => {
    setDraft((before) => ({ ...before, ...values }))
    adoption.await(typeof values['issuer'] === 'string' ? values['issuer'] : null)
  }
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{provider.name}</h1>
          <p className="dim">
            Provider <span className="mono">{provider.id}</span>. Saved values work at once, on every server.
          </p>
        </div>
        <RemoveProvider provider={provider} />
      </div>
      {provider.findings.length > 0 && (
        <ul className={styles.findings}>
          {provider.findings.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      <div className={styles.columns}>
        <div className={styles.column}>
          <PasteBox
            // What was pasted is told until it is saved.
            key={JSON.stringify(provider.fields)}
            redirectUri={guide.data?.addresses.redirectUri ?? ''}
            isFixed={(field) => isSetElsewhere(provider, field)}
            onRead={read}
          />
          {adoption.adopted && draft['issuer'] === adoption.adopted && (
            <p role="status" className={styles.told}>
              The provider was asked, and says that its issuer is <span className="mono">{adoption.adopted}</span>; it
              stands below now.
            </p>
          )}
          <ProviderForm provider={provider} draft={draft} setDraft={setDraft} test={live.test} />
        </div>
        <div className={styles.column}>
          <Checks live={live} sources={provider.sources} />
          <TestSignIn provider={provider.id} draft={cleaned(draft)} />
          {guide.data && (
            <>
              <Addresses
                addresses={guide.data.addresses}
                findings={live.test?.checks.filter((check) => fieldOf(check) === 'redirectUri') ?? []}
              />
              <Guide answer={guide.data} chosen={make} onChoose={setMake} />
            </>
          )}
        </div>
      </div>
      <History id={provider.id} />
      <p className="section small">
        <Link to="/settings/providers">All identity providers</Link>
      </p>
    </>
  )
}
