import { useMutation, useQuery } from '@tanstack/react-query'
import type {
  Invited,
  InviteOffer,
  NewApiKey,
  ProjectAccess,
  ProjectSettings,
  Role,
  TeamPage,
  Teams,
} from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'

export const useTeams = () =>
  useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => api<Teams>('GET', '/api/admin/teams', undefined, signal),
  })

export const useTeam = (team: string) =>
  useQuery({
    queryKey: ['teams', team],
    queryFn: ({ signal }) => api<{ team: TeamPage }>('GET', path('api', 'teams', team), undefined, signal),
  })

const refreshTeams = () => client.invalidateQueries({ queryKey: ['teams'] })

export const useMakeTeam = () =>
  useMutation({
    mutationFn: (body: { name: string; members: { username: string; role: Role }[] }) =>
      api<unknown>('POST', '/api/admin/teams', body),
    onSuccess: refreshTeams,
  })

/** Asks for the change, and for the team anew. */
function useTeamChange<Variables, Answer>(change: (variables: Variables) => Promise<Answer>) {
  return useMutation({ mutationFn: change, onSuccess: refreshTeams })
}

export const useSetRole = (team: string) =>
  useTeamChange(({ username, role }: { username: string; role: Role }) =>
    api<unknown>('PUT', path('api', 'admin', 'teams', team, 'members', username), { role }),
  )
export const useRemoveMember = (team: string) =>
  useTeamChange((username: string) => api<unknown>('DELETE', path('api', 'admin', 'teams', team, 'members', username)))
export const useInvite = (team: string) =>
  useTeamChange((body: { role: Role } & ({ email: string } | { username: string })) =>
    api<Invited>('POST', path('api', 'teams', team, 'invites'), body),
  )
export const useNewLink = (team: string) =>
  useTeamChange((id: number) => api<{ token: string }>('POST', path('api', 'teams', team, 'invites', id, 'link')))
export const useWithdraw = (team: string) =>
  useTeamChange((id: number) => api<void>('DELETE', path('api', 'teams', team, 'invites', id)))
export const useMakeService = (team: string) =>
  useTeamChange((body: { description: string; role: Role }) =>
    api<unknown>('POST', path('api', 'teams', team, 'service-accounts'), body),
  )
export const useRemoveService = (team: string) =>
  useTeamChange((username: string) => api<void>('DELETE', path('api', 'teams', team, 'service-accounts', username)))
export const useMakeServiceKey = (team: string, username: string) =>
  useTeamChange((name: string) =>
    api<NewApiKey>('POST', path('api', 'teams', team, 'service-accounts', username, 'keys'), { name }),
  )
export const useRemoveServiceKey = (team: string, username: string) =>
  useTeamChange((id: number) =>
    api<void>('DELETE', path('api', 'teams', team, 'service-accounts', username, 'keys', id)),
  )
export const useDeleteTeam = (team: string) =>
  useTeamChange(() => api<void>('DELETE', path('api', 'admin', 'teams', team)))

export const useOffer = (token: string) =>
  useQuery({
    queryKey: ['invite', token],
    retry: false,
    queryFn: ({ signal }) => api<InviteOffer>('POST', '/api/invites/look', { token }, signal),
  })
export const useAccept = () =>
  useTeamChange((token: string) => api<InviteOffer>('POST', '/api/invites/accept', { token }))

const settingsPath = (entity: string, project: string, ...more: string[]) =>
  path('api', 'projects', entity, project, 'settings', ...more)

export const useProjectSettings = (entity: string, project: string) =>
  useQuery({
    queryKey: ['project-settings', entity, project],
    queryFn: ({ signal }) => api<ProjectSettings>('GET', settingsPath(entity, project), undefined, signal),
  })
const refreshSettings = () => client.invalidateQueries({ queryKey: ['project-settings'] })

export const useSetAccess = (entity: string, project: string) =>
  useMutation({
    mutationFn: (access: ProjectAccess) => api<unknown>('PUT', settingsPath(entity, project), { access }),
    onSuccess: refreshSettings,
  })
export const useNameInProject = (entity: string, project: string) =>
  useMutation({
    mutationFn: ({ username, role }: { username: string; role: Role }) =>
      api<unknown>('PUT', settingsPath(entity, project, 'members', username), { role }),
    onSuccess: refreshSettings,
  })
export const useUnname = (entity: string, project: string) =>
  useMutation({
    mutationFn: (username: string) => api<unknown>('DELETE', settingsPath(entity, project, 'members', username)),
    onSuccess: refreshSettings,
  })
