import { authority, type Certificates, leaf } from '../../../kit/certificates.ts'
import type { AnyCase } from '../case.ts'
import { hangsUp, shown } from '../tls-servers.ts'

const root = (certificates: Certificates) => certificates.make('root', { name: 'Acme Root' }, authority)
const trusted = (file: (name: string) => string) => ({ caFile: file('root.pem') })

export const networkCases: AnyCase[] = [
  {
    code: 'dns-fail',
    name: 'a name that nobody knows',
    settings: () => ({ issuer: 'https://sso.invalid' }),
    evidence: { host: 'sso.invalid' },
    beside: ['public-url-unset'],
    preflight: 'error',
  },
  {
    code: 'conn-refused-localhost',
    name: 'nothing at the port',
    settings: () => ({ issuer: 'http://127.0.0.1:1' }),
    preflight: 'error',
  },
  {
    code: 'conn-refused',
    name: 'nothing at the port of another machine, by the words of the network',
    elsewhere: 'src/sso/faults/from-network.test.ts',
    attempt: 'named',
    preflight: 'error',
  },
  {
    code: 'conn-timeout-hairpin',
    name: 'no answer to a connection, by the words of the network',
    elsewhere: 'src/sso/faults/from-network.test.ts',
    attempt: 'named',
    preflight: 'error',
  },
  {
    code: 'egress-proxy',
    name: 'a proxy that is not there',
    env: { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1' },
    settings: () => ({ issuer: 'https://sso.acme.example' }),
    evidence: { proxy: 'http://127.0.0.1:1' },
    beside: ['public-url-unset'],
    preflight: 'error',
  },
  { code: 'connection-broken', name: 'a server that hangs up', settings: hangsUp, preflight: 'error' },
  {
    code: 'http-issuer-loopback',
    name: 'plain http on this machine',
    preflight: 'warning',
  },
  {
    code: 'http-issuer-refused',
    name: 'plain http elsewhere',
    settings: () => ({ issuer: 'http://10.1.2.3' }),
    beside: ['public-url-unset'],
    preflight: 'error',
  },
  {
    code: 'endpoint-forbidden',
    name: 'the metadata of a cloud as issuer',
    settings: () => ({ issuer: 'https://169.254.169.254' }),
    beside: ['public-url-unset'],
    preflight: 'error',
  },
  {
    code: 'tls-private-ca',
    name: 'an authority of the company',
    settings: shown({ before: root, signer: 'root' }),
    mend: 'caFile',
    preflight: 'error',
  },
  { code: 'tls-private-ca', name: 'a certificate signed by itself', settings: shown({}), preflight: 'error' },
  {
    code: 'tls-ca-without-certsign',
    name: "another server's certificate as authority",
    settings: shown({
      async before(certificates) {
        await root(certificates)
        await certificates.make('other', { name: 'other', signer: 'root' }, leaf('other', 'basicConstraints=CA:false'))
      },
      signer: 'root',
      settings: (file) => ({ caFile: file('other.pem') }),
    }),
    evidence: { field: 'caFile', reason: 'basicConstraints does not say CA:true' },
    preflight: 'error',
  },
  {
    code: 'tls-ca-without-certsign',
    name: 'an authority that may not sign certificates',
    settings: shown({
      before: (certificates) =>
        certificates.make(
          'root',
          { name: 'Acme Root' },
          'basicConstraints=critical,CA:true\nkeyUsage=critical,digitalSignature',
        ),
      signer: 'root',
      settings: trusted,
    }),
    evidence: { field: 'caFile', reason: 'keyUsage does not say keyCertSign' },
    preflight: 'error',
  },
  {
    code: 'tls-incomplete-chain',
    name: 'the one between is missing',
    settings: shown({
      async before(certificates) {
        await root(certificates)
        await certificates.make('between', { name: 'Acme Between', signer: 'root' }, authority)
      },
      signer: 'between',
      extensions: leaf('localhost', 'authorityInfoAccess=caIssuers;URI:http://acme.example/ca.cer'),
      settings: trusted,
    }),
    preflight: 'error',
  },
  {
    code: 'tls-expired',
    name: 'one that has run out',
    settings: shown({ before: root, signer: 'root', days: -1, settings: trusted }),
    preflight: 'error',
  },
  {
    code: 'tls-name-mismatch',
    name: 'one for another name',
    settings: shown({ before: root, signer: 'root', extensions: leaf('sso.acme.example'), settings: trusted }),
    words: 'sso.acme.example',
    preflight: 'error',
  },
  {
    code: 'tls-to-plain-port',
    name: 'https at the port of plain http',
    settings: ({ provider }) => ({ issuer: provider.issuer.replace('http:', 'https:') }),
    preflight: 'error',
  },
  {
    code: 'client-certificate-missing',
    name: 'mutual TLS wanted',
    elsewhere: 'tests/sso/tls.test.ts',
    attempt: 'named',
    preflight: 'error',
  },
  {
    code: 'client-certificate-refused',
    name: 'mutual TLS with the certificate of a stranger',
    elsewhere: 'tests/sso/tls.test.ts',
    attempt: 'named',
    preflight: 'error',
  },
]
