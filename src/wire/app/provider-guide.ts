import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ProviderSettingsStore } from '../../admin/index.ts'
import { guideFor, profiles, providerSettings, type Sso, serverAddresses } from '../../sso/index.ts'
import { endpoint } from './endpoint.ts'
import { drafted } from './provider-shape.ts'

const text = z.string()
const texts = z.array(text)
const guide = z.object({
  application: text,
  steps: z.array(
    z.object({
      path: texts,
      fields: z.array(z.object({ name: text, value: text })).optional(),
      note: text.optional(),
    }),
  ),
  values: z.object({ issuer: text, clientId: text, clientSecret: text }),
  further: texts,
  goodToKnow: texts,
  cannot: texts,
  troubles: z.array(z.object({ seen: text, code: text, mend: text })),
})
const make = z.object({ name: text, title: text })

export interface GuideParts {
  store: ProviderSettingsStore
  sso: Pick<Sso, 'recognise'>
  publicUrl: string
}

/** How this server is set up as an application at a make of provider, with its own addresses filled in. */
export function mountProviderGuide(app: FastifyInstance, { store, sso, publicUrl }: GuideParts): void {
  endpoint(app, {
    method: 'GET',
    path: '/api/admin/providers/:id/guide',
    who: 'admin',
    summary:
      'What to do at the provider, step by step, with the addresses of this server: for the make that is recognised by what is set, by `issuer` in its place, or for the named `profile`',
    query: z.object({ profile: text.optional(), issuer: text.max(4000).optional() }),
    answer: z.object({
      profile: text,
      title: text,
      guide,
      addresses: z.object({
        publicUrl: text,
        redirectUri: text,
        postLogoutUri: text,
        backchannelLogoutUri: text,
        frontchannelLogoutUri: text,
        initiateUri: text,
        jwksUri: text,
      }),
      profiles: z.array(make),
    }),
    run: async ({ params: { id = '' }, query: { profile, issuer } }) => {
      const settled = await store.get(id)
      const settings = providerSettings(issuer === undefined ? settled : drafted(settled, { issuer }))
      const chosen = profiles.find(({ name }) => name === profile) ?? sso.recognise(settings)
      const makes = profiles.map(({ name, title }) => ({ name, title }))
      return {
        profile: chosen.name,
        title: chosen.title,
        guide: guideFor(chosen.name, publicUrl, id),
        addresses: serverAddresses(publicUrl, id),
        profiles: makes.sort((one, other) => one.title.localeCompare(other.title)),
      }
    },
  })
}
