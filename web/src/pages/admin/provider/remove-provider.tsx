import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { AdminProvider } from '../../../../../src/wire/app/contract.ts'
import { Confirm } from '../../../components/confirm.tsx'
import { useRemoveProvider } from '../../../queries/admin.ts'

/** Only for a provider that was added on the page. */
export function RemoveProvider({ provider }: { provider: AdminProvider }) {
  const remove = useRemoveProvider(provider.id)
  const navigate = useNavigate()
  const isElsewhere = Object.values(provider.fields).some(({ origin }) => origin === 'environment' || origin === 'file')
  if (provider.id === 'default' || isElsewhere) return null
  return (
    <Confirm
      title={`Remove ${provider.name}?`}
      text="Its button goes away. The accounts of its people stay, and work again when a provider of the same id is added."
      action="Remove"
      danger
      error={remove.error}
      onConfirm={async () => {
        await remove.mutateAsync()
        await navigate({ to: '/settings/providers' })
      }}
    >
      {(open) => (
        <Button variant="default" onClick={open}>
          Remove …
        </Button>
      )}
    </Confirm>
  )
}
