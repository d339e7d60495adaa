import { guideFor, type Profile, profiles } from '../src/sso/index.ts'

/** `docs/sso/NAME.md` for every profile: how an application is made there, from `src/sso/profiles/guides/`. The page of a provider shows the same. */
export const providerGuides = (): Record<string, string> =>
  Object.fromEntries(profiles.map((profile) => [`docs/sso/${profile.name}.md`, guidePage(profile)]))

function guidePage(profile: Profile): string {
  const { application, steps, values, further, goodToKnow, cannot, troubles } = guideFor(
    profile.name,
    'HOST',
    'default',
  )
  const step = ({ path, fields = [], note }: (typeof steps)[number], index: number) => [
    `${index + 1}. ${path.join(' › ')}`,
    ...fields.map(({ name, value }) => `   - ${name}: ${value}`),
    ...(note ? ['', `   ${note}`, ''] : []),
  ]
  const list = (title: string, lines: string[]) =>
    lines.length > 0 ? [`## ${title}`, '', ...lines.map((line) => `- ${line}`), ''] : []
  return [
    `# ${profile.title}`,
    '',
    `${application} In what follows, \`HOST\` is the public URL of Signpost, letter by letter as it stands in the browser; for a provider other than`,
    '`default` its id stands behind the paths: `HOST/oidc/callback/acme`. The page of the provider (*Identity providers* in the account menu) shows the same with the exact',
    `addresses filled in. Made from \`src/sso/profiles/guides/${profile.name}.ts\` by \`npm run docs\`.`,
    '',
    `## At ${profile.name === 'generic' ? 'the provider' : profile.title}`,
    '',
    ...steps.flatMap(step),
    '',
    '## Here',
    '',
    '| Variable | Field of the page | Value |',
    '| --- | --- | --- |',
    `| \`OIDC_ISSUER\` | Issuer | ${values.issuer} |`,
    `| \`OIDC_CLIENT_ID\` | Client id | ${values.clientId} |`,
    `| \`OIDC_SECRET\` | Client secret | ${values.clientSecret} |`,
    '',
    further.length > 0
      ? 'And, where it is wanted:'
      : 'Nothing else has to be set. `signpost doctor` says, before anybody signs in, whether these three are right.',
    '',
    ...(further.length > 0 ? [...further.map((line) => `- ${line}`), ''] : []),
    ...list('Good to know', goodToKnow),
    ...list('What it cannot do', cannot),
    '## When it fails',
    '',
    '| What is seen | Code | What to do |',
    '| --- | --- | --- |',
    ...troubles.map(({ seen, code, mend }) => `| ${seen} | \`${code}\` | ${mend} |`),
    '',
    `${restsOn(profile)} Every code: [sign-in codes](faults.md). What differs between providers: [table](README.md).`,
    '',
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
}

const restsOn = ({ name, seen }: Profile): string => {
  if (name === 'generic') return `Proven at the demo provider (\`${seen.test}\`).`
  return seen.how === 'real server'
    ? `Proven at the real server (\`${seen.test}\`).`
    : `Rests on the maker's documentation and on reports, \`(?)\` on memory of them; proven at an emulation (\`${seen.test}\`), not at the maker's own server.`
}
