import { createTheme, localStorageColorSchemeManager, type MantineColorsTuple } from '@mantine/core'

/** The accent of the house: a pine green that keeps AA contrast as text on both grounds. */
const pine: MantineColorsTuple = [
  '#ecfaf6',
  '#d3f2ea',
  '#a6e4d5',
  '#74d3be',
  '#43bea6',
  '#21a48d',
  '#128576',
  '#0f766e',
  '#0c5f59',
  '#094a46',
]

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    pine,
    dark: [
      '#e3e8ec',
      '#c3cbd2',
      '#98a4ae',
      '#6d7a85',
      '#3d4852',
      '#2b343c',
      '#20282f',
      '#171d23',
      '#11161b',
      '#0c1014',
    ],
  },
  fontFamily:
    "'Inter Variable', ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Liberation Mono', monospace",
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '620' },
})

export const colorSchemes = localStorageColorSchemeManager({ key: 'signpost-color-scheme' })
