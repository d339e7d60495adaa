import { TextInput } from '@mantine/core'
import { SearchIcon } from './icons.tsx'

interface SearchBoxProps {
  label: string
  value: string
  onChange: (text: string) => void
  className?: string
}

/** A field to narrow what is shown. `/` goes to the first on the page, Escape empties it and leaves. */
export function SearchBox({ label, value, onChange, className }: SearchBoxProps) {
  return (
    <TextInput
      className={className}
      size="xs"
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<SearchIcon size={14} />}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        onChange('')
        event.currentTarget.blur()
      }}
      data-search
    />
  )
}
