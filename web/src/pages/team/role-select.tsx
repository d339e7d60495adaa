import { NativeSelect, type NativeSelectProps } from '@mantine/core'
import type { Role } from '../../../../src/wire/app/contract.ts'

const roles = [
  { value: 'viewer', label: 'Viewer' },
  { value: 'member', label: 'Member' },
  { value: 'admin', label: 'Administrator' },
]

export const roleName = (role: Role): string => roles.find(({ value }) => value === role)?.label ?? role

interface RoleSelectProps extends Omit<NativeSelectProps, 'onChange' | 'value' | 'data'> {
  value: Role
  onChange: (role: Role) => void
}

export const RoleSelect = ({ value, onChange, ...rest }: RoleSelectProps) => (
  <NativeSelect
    data={roles}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value as Role)}
    {...rest}
  />
)
