import { type Profile, profiles, reasonsOf } from '../src/sso/index.ts'

/** `docs/sso/README.md`: what differs between providers, from `src/sso/profiles/`. */
export function providerPage(): string {
  const listed = profiles
    .filter(({ name }) => name !== 'generic')
    .sort((one, other) => one.title.localeCompare(other.title))
  const all = [...listed, ...profiles.filter(({ name }) => name === 'generic')]
  return [
    '# Identity providers',
    '',
    'Made from `src/sso/profiles/` by `npm run docs`. Any OpenID Connect provider works with an issuer, a client id and, where there is one, a secret;',
    'nobody has to choose from this list. What a provider publishes decides, and what a refused attempt teaches is remembered. The list tells what differs,',
    'and by whose words a failure is explained: Signpost recognises the provider by its issuer, or by the addresses that it publishes.',
    '',
    '`(?)` stands behind what comes from memory of the maker’s documentation and was confirmed by nothing here. "Rests on": *real server* was run in our',
    'tests; *emulation* is a provider that behaves as documentation and reports say, at which our tests sign in on issuer, client id and secret alone; *reading* is that',
    'documentation and those reports, and nothing more.',
    '',
    ...table(
      ['Provider', '`profile`', 'Recognised by', 'Rests on'],
      all.map((each) => [nameOf(each), `\`${each.name}\``, each.recognisedBy, restsOn(each)]),
    ),
    '',
    '## What they can do',
    '',
    ...table(
      ['Provider', 'Flow', 'Client authentication', 'PKCE', 'Signature of ID tokens'],
      all.map(({ title, features: f }) => [title, f.flow, f.clientAuth, f.pkce, f.algorithms]),
    ),
    '',
    ...table(
      ['Provider', 'Groups', 'Sign-out', 'A refresh token needs'],
      all.map(({ title, features: f }) => [title, f.groups, f.signOut, f.refresh]),
    ),
    '',
    '## What is particular',
    '',
    'A name in `code` is the property of the profile by which Signpost minds it; the rest is found out by negotiation, or is for people to know.',
    '',
    ...all.flatMap(particulars),
  ].join('\n')
}

const table = (head: string[], rows: string[][]): string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)

const nameOf = ({ name, title }: Profile): string => `[${title}](${name}.md)`

const restsOn = ({ seen }: Profile): string => (seen.test ? `${seen.how} (\`${seen.test}\`)` : seen.how)

const particulars = (profile: Profile): string[] => [
  `### ${profile.title}`,
  '',
  ...reasonsOf(profile).map(
    ({ property, reason, link }) => `- ${property ? `\`${property}\`: ` : ''}${reason} ([source](${link}))`,
  ),
  '',
]
