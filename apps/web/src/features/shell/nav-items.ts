import {
  Activity,
  Archive,
  Database,
  Gauge,
  LayoutDashboard,
  type LucideIcon,
  UploadCloud,
} from 'lucide-react'

type NavItem = {
  href: string
  label: string
  icon: LucideIcon
  /** Pressed after `g`. */
  letter: string
  /** Others are not led there. */
  isForAdmins?: boolean
}

export const NAV_ITEMS: readonly NavItem[] = [
  { href: '/', label: 'Overview', icon: LayoutDashboard, letter: 'o' },
  { href: '/uploads', label: 'Uploads', icon: UploadCloud, letter: 'u' },
  { href: '/objects', label: 'Objects', icon: Archive, letter: 'f' },
  { href: '/buckets', label: 'Buckets', icon: Database, letter: 'b' },
  { href: '/quotas', label: 'Quotas', icon: Gauge, letter: 'q' },
  { href: '/health', label: 'Health', icon: Activity, letter: 'h', isForAdmins: true },
]

export function isCurrent(href: string, pathname: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`)
}
