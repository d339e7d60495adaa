import type { ProviderCheck, ProviderGuide } from '../../../../../src/wire/app/contract.ts'
import { CopyValue } from '../../../components/copy.tsx'
import styles from './addresses.module.css'
import { Finding } from './finding.tsx'

const labels: [keyof ProviderGuide['addresses'], string][] = [
  ['redirectUri', 'Redirect URI'],
  ['postLogoutUri', 'After sign-out: post logout redirect URI'],
  ['backchannelLogoutUri', 'Back-channel logout URL'],
  ['frontchannelLogoutUri', 'Front-channel logout URL'],
  ['initiateUri', 'Initiate login URI, for a tile'],
  ['jwksUri', 'Keys of this server (JWKS)'],
]

interface AddressesProps {
  addresses: ProviderGuide['addresses']
  /** What was found about the redirect URI. */
  findings: ProviderCheck[]
}

/** What the provider must be told of this server. */
export function Addresses({ addresses, findings }: AddressesProps) {
  return (
    <section className={`card ${styles.addresses}`} aria-labelledby="addresses">
      <h2 id="addresses">To register at the provider</h2>
      <dl>
        {labels.map(([name, label]) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>
              <CopyValue text={addresses[name]} what={label} />
            </dd>
          </div>
        ))}
      </dl>
      {findings.map((each) => (
        <Finding key={each.id} check={each} sources={{}} />
      ))}
    </section>
  )
}
