import {
  Activity,
  BellRing,
  BookLock,
  BookUser,
  Braces,
  Building2,
  Camera,
  ChartNoAxesCombined,
  CircleUser,
  Coins,
  Compass,
  DatabaseZap,
  FlaskConical,
  GitBranch,
  KeyRound,
  Layers,
  LayoutDashboard,
  Lightbulb,
  ListChecks,
  type LucideIcon,
  ShieldCheck,
  SlidersHorizontal,
  TrendingUp,
  UserCheck,
  Users,
  Webhook,
} from "lucide-react";
import type { NavIconName } from "./nav.tsx";

const icons: Readonly<Record<NavIconName, LucideIcon>> = {
  tenants: Building2,
  users: Users,
  roles: ShieldCheck,
  bulk: Layers,
  configuration: SlidersHorizontal,
  rules: GitBranch,
  audit: BookLock,
  jobs: ListChecks,
  webhooks: Webhook,
  keys: KeyRound,
  overview: LayoutDashboard,
  directory: BookUser,
  revenue: ChartNoAxesCombined,
  cost: Coins,
  planning: Compass,
  intelligence: Lightbulb,
  trends: TrendingUp,
  alerts: BellRing,
  sources: DatabaseZap,
  health: Activity,
  snapshots: Camera,
  chaos: FlaskConical,
  api: Braces,
  approvals: UserCheck,
  account: CircleUser,
};

/** The icon of a place in the console. */
export function NavIcon({ name, className = "size-4" }: { readonly name: NavIconName; readonly className?: string }) {
  const Icon = icons[name];
  return <Icon aria-hidden="true" className={`shrink-0 ${className}`} />;
}
