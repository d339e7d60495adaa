import { ActionIcon, useMantineColorScheme } from '@mantine/core'
import { MoonIcon, SunIcon, SystemIcon } from './icons.tsx'

const order = ['auto', 'light', 'dark'] as const
const looks = { auto: ['like the system', SystemIcon], light: ['light', SunIcon], dark: ['dark', MoonIcon] } as const

/** Goes round: like the system, light, dark. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [name, Icon] = looks[colorScheme]
  const next = order[(order.indexOf(colorScheme) + 1) % order.length]!
  const label = `Theme: ${name}. Switch to ${looks[next][0]}`
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(next)}
    >
      <Icon />
    </ActionIcon>
  )
}
