import type { ReactNode } from 'react'

interface IconProps {
  size?: number
}

/** Line icons of a 16 px grid, decoration only: what they mean is said by the label of the control that holds them. */
const icon = (shape: ReactNode) =>
  function Icon({ size = 16 }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {shape}
      </svg>
    )
  }

export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.8" />
    <path d="M10.5 3.2A1.7 1.7 0 0 0 9 2.5H4.2A1.7 1.7 0 0 0 2.5 4.2V9c0 .6.3 1.2.7 1.5" />
  </>,
)
export const CheckIcon = icon(<path d="m3 8.5 3.2 3.2L13 4.8" />)
export const EyeIcon = icon(
  <>
    <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z" />
    <circle cx="8" cy="8" r="1.9" />
  </>,
)
export const EyeOffIcon = icon(
  <path d="M2 2l12 12M6.3 3.8A6.6 6.6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.500a11 11 0 0 1-1.8 2.300M4 5A10.6 10.6 0 0 0 1.5 8S4 12.5 8 12.500c1 0 2-.3 2.8-.700" />,
)
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.2" />
    <path d="m10.2 10.2 3.3 3.3" />
  </>,
)
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.8" />
    <path d="M8 1.500v1.300M8 13.200v1.300M1.5 8h1.300M13.2 8h1.300M3.4 3.400l.9.9M11.7 11.700l.9.9M3.4 12.600l.9-.9M11.7 4.300l.9-.9" />
  </>,
)
export const MoonIcon = icon(<path d="M13.5 9.600A5.8 5.8 0 0 1 6.4 2.500a5.8 5.8 0 1 0 7.1 7.100Z" />)
export const SystemIcon = icon(
  <>
    <rect x="2" y="3" width="12" height="8" rx="1.5" />
    <path d="M6 13.500h4" />
  </>,
)
export const StopIcon = icon(<rect x="3.8" y="3.8" width="8.4" height="8.4" rx="1.4" />)
export const TrashIcon = icon(
  <path d="M2.8 4.300h10.400M6.3 4.300V2.800h3.400v1.500M4.2 4.300l.6 8.200c0 .5.4 1 1 1h4.400c.6 0 1-.5 1-1l.6-8.2" />,
)
export const DownloadIcon = icon(<path d="M8 2.500v7.700M4.8 7.2 8 10.400l3.2-3.200M3 13.300h10" />)
export const ExpandIcon = icon(<path d="M9.5 2.500h4v4M13.5 2.5 9 7M6.5 13.500h-4v-4M2.5 13.5 7 9" />)
export const PencilIcon = icon(<path d="m10.5 3 2.5 2.5-7.3 7.3-3.1.6.6-3.100Z" />)
export const ChevronIcon = icon(<path d="m6 3.5 4.5 4.500L6 12.5" />)
export const KeyIcon = icon(
  <>
    <circle cx="5.5" cy="10.5" r="2.8" />
    <path d="m7.6 8.4 5.4-5.400M10.7 5.300l2 2" />
  </>,
)
export const MoreIcon = icon(<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />)
export const ResetIcon = icon(<path d="M3 8a5 5 0 1 1 1.5 3.600M3 12.500V9.200h3.3" />)
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />)
export const FileIcon = icon(<path d="M9.3 1.800H4.200v12.400h7.600V4.300ZM9.3 1.800v2.500h2.5" />)
export const FolderIcon = icon(<path d="M1.800 12.700V3.300h4.400l1.500 1.800h6.500v7.600Z" />)
export const PinIcon = icon(<path d="M5.5 2.500h5l-.7 4.200 2.200 2.100H4l2.200-2.100ZM8 8.800v4.700" />)
