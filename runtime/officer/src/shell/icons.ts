// Icons that a Menu may name. Drawn in one outlined family; an unknown name gets the plain list icon.
import type { ComponentType } from 'react';
import type { SvgIconProps } from '@mui/material/SvgIcon';
import ArticleIcon from '@mui/icons-material/ArticleOutlined';
import AssignmentIcon from '@mui/icons-material/AssignmentOutlined';
import BadgeIcon from '@mui/icons-material/BadgeOutlined';
import BusinessIcon from '@mui/icons-material/BusinessOutlined';
import CalendarIcon from '@mui/icons-material/CalendarMonthOutlined';
import ChartIcon from '@mui/icons-material/BarChartOutlined';
import ChatIcon from '@mui/icons-material/ChatBubbleOutlineOutlined';
import DevicesIcon from '@mui/icons-material/DevicesOutlined';
import HistoryIcon from '@mui/icons-material/HistoryOutlined';
import LoginIcon from '@mui/icons-material/LoginOutlined';
import RegisterIcon from '@mui/icons-material/HowToRegOutlined';
import UpdateIcon from '@mui/icons-material/NewReleasesOutlined';
import WorkIcon from '@mui/icons-material/WorkOutlineOutlined';
import CheckIcon from '@mui/icons-material/FactCheckOutlined';
import FolderIcon from '@mui/icons-material/FolderOutlined';
import GavelIcon from '@mui/icons-material/GavelOutlined';
import GroupsIcon from '@mui/icons-material/GroupsOutlined';
import HomeIcon from '@mui/icons-material/HomeOutlined';
import InventoryIcon from '@mui/icons-material/Inventory2Outlined';
import ListIcon from '@mui/icons-material/FormatListBulletedOutlined';
import MapIcon from '@mui/icons-material/MapOutlined';
import MedicationIcon from '@mui/icons-material/MedicationOutlined';
import PersonIcon from '@mui/icons-material/PersonOutlineOutlined';
import PlaceIcon from '@mui/icons-material/PlaceOutlined';
import RestaurantIcon from '@mui/icons-material/RestaurantOutlined';
import ScaleIcon from '@mui/icons-material/ScaleOutlined';
import SchoolIcon from '@mui/icons-material/SchoolOutlined';
import SettingsIcon from '@mui/icons-material/SettingsOutlined';
import ShieldIcon from '@mui/icons-material/ShieldOutlined';
import StoreIcon from '@mui/icons-material/StorefrontOutlined';
import TreeIcon from '@mui/icons-material/AccountTreeOutlined';
import VerifiedIcon from '@mui/icons-material/VerifiedOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import BlockIcon from '@mui/icons-material/BlockOutlined';
import ElevatorIcon from '@mui/icons-material/ElevatorOutlined';

export type Icon = ComponentType<SvgIconProps>;

const icons: Record<string, Icon> = {
  apartment: TreeIcon,
  article: ArticleIcon,
  assignment: AssignmentIcon,
  badge: BadgeIcon,
  block: BlockIcon,
  building: BusinessIcon,
  business: BusinessIcon,
  calendar: CalendarIcon,
  chart: ChartIcon,
  chat: ChatIcon,
  check: CheckIcon,
  clue: ChatIcon,
  description: ArticleIcon,
  devices: DevicesIcon,
  document: ArticleIcon,
  elevator: ElevatorIcon,
  event: CalendarIcon,
  folder: FolderIcon,
  gavel: GavelIcon,
  group: GroupsIcon,
  groups: GroupsIcon,
  history: HistoryIcon,
  home: HomeIcon,
  inventory: InventoryIcon,
  law: GavelIcon,
  licence: BadgeIcon,
  license: BadgeIcon,
  list: ListIcon,
  login: LoginIcon,
  map: MapIcon,
  medicine: MedicationIcon,
  org: TreeIcon,
  people: GroupsIcon,
  person: PersonIcon,
  place: PlaceIcon,
  premises: PlaceIcon,
  register: RegisterIcon,
  release: UpdateIcon,
  restaurant: RestaurantIcon,
  food: RestaurantIcon,
  scale: ScaleIcon,
  school: SchoolIcon,
  settings: SettingsIcon,
  shield: ShieldIcon,
  store: StoreIcon,
  task: AssignmentIcon,
  tree: TreeIcon,
  user: PersonIcon,
  verified: VerifiedIcon,
  warning: WarningIcon,
  work: WorkIcon,
};

export function iconOf(name: string): Icon {
  return icons[name] ?? ListIcon;
}
