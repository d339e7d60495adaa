import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type {
  ArtifactCollections,
  ArtifactFolder,
  ArtifactLifetimeBody,
  ArtifactLineage,
  ArtifactVersion,
  ArtifactVersionPatch,
  ArtifactVersions,
  RunArtifacts,
} from '../../../src/wire/app/contract.ts'
import { api, path } from './api.ts'
import { client } from './client.ts'
import type { ProjectAddress, RunAddress } from './tracking.ts'

export interface CollectionAddress extends ProjectAddress {
  collection: string
}
/** `version` is a number with its `v`, or an alias. */
export interface VersionAddress extends CollectionAddress {
  version: string
}

const projectPath = ({ entity, project }: ProjectAddress, ...rest: string[]) =>
  path('api', 'artifacts', entity, project, ...rest)
const versionPath = (at: VersionAddress, ...rest: string[]) => projectPath(at, at.collection, at.version, ...rest)
const under = ({ entity, project }: ProjectAddress, ...rest: unknown[]) => ['artifacts', entity, project, ...rest]
const refresh = (at: ProjectAddress) => client.invalidateQueries({ queryKey: under(at) })

export const useCollections = (at: ProjectAddress, wanted: { type: string; search: string }) =>
  useInfiniteQuery({
    queryKey: under(at, 'collections', wanted),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...wanted, skip: String(pageParam) })
      return api<ArtifactCollections>('GET', `${projectPath(at)}?${query}`, undefined, signal)
    },
    initialPageParam: 0,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  })

export const useSetLifetime = (at: ProjectAddress) =>
  useMutation({
    mutationFn: (body: ArtifactLifetimeBody) => api<unknown>('PUT', projectPath(at, 'lifetime'), body),
    onSuccess: () => refresh(at),
  })

export const useVersions = (at: CollectionAddress) =>
  useInfiniteQuery({
    queryKey: under(at, 'versions', at.collection),
    queryFn: ({ pageParam, signal }) =>
      api<ArtifactVersions>('GET', `${projectPath(at, at.collection)}?skip=${pageParam}`, undefined, signal),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next ?? undefined,
  })

export const useVersion = (at: VersionAddress) =>
  useQuery({
    queryKey: under(at, 'version', at.collection, at.version),
    queryFn: ({ signal }) => api<ArtifactVersion>('GET', versionPath(at), undefined, signal),
  })

export const usePatchVersion = (at: VersionAddress) =>
  useMutation({
    mutationFn: (patch: ArtifactVersionPatch) => api<ArtifactVersion>('PATCH', versionPath(at), patch),
    onSuccess: () => refresh(at),
  })

export const useRemoveVersion = (at: VersionAddress) =>
  useMutation({
    mutationFn: () => api<unknown>('DELETE', versionPath(at)),
    // The page that shows it leaves by itself, and would only be told that it is gone.
    onSuccess: () => client.removeQueries({ queryKey: under(at) }),
  })

export const useFolder = (at: VersionAddress, folder: string) =>
  useQuery({
    queryKey: under(at, 'folder', at.collection, at.version, folder),
    queryFn: ({ signal }) =>
      api<ArtifactFolder>('GET', `${versionPath(at, 'files')}?${new URLSearchParams({ folder })}`, undefined, signal),
    placeholderData: (before) => before,
  })

export const useLineage = (at: VersionAddress) =>
  useQuery({
    queryKey: under(at, 'lineage', at.collection, at.version),
    queryFn: ({ signal }) => api<ArtifactLineage>('GET', versionPath(at, 'lineage'), undefined, signal),
  })

export const useRunArtifacts = (at: RunAddress) =>
  useQuery({
    queryKey: under(at, 'run', at.run),
    queryFn: ({ signal }) =>
      api<RunArtifacts>('GET', path('api', 'runs', at.entity, at.project, at.run, 'artifacts'), undefined, signal),
  })
