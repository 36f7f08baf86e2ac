// The rooms in the order of the menu; each is there for who has the right to it.
import type { SvgIconComponent } from '@mui/icons-material';
import DocumentsIcon from '@mui/icons-material/DescriptionOutlined';
import DraftsIcon from '@mui/icons-material/EditNoteOutlined';
import ExplainIcon from '@mui/icons-material/VisibilityOutlined';
import HistoryIcon from '@mui/icons-material/HistoryOutlined';
import IntegrityIcon from '@mui/icons-material/HealthAndSafetyOutlined';
import PackagesIcon from '@mui/icons-material/ExtensionOutlined';
import type { DoorRights } from '../client/types.ts';

export interface Room {
  to: string;
  label: string;
  icon: SvgIconComponent;
  open: (rights: DoorRights) => boolean;
}

export const rooms: readonly Room[] = [
  { to: '/packages', label: '模块与插件', icon: PackagesIcon, open: () => true },
  { to: '/documents', label: '文档', icon: DocumentsIcon, open: () => true },
  { to: '/drafts', label: '草稿', icon: DraftsIcon, open: (rights) => rights.drafts },
  { to: '/history', label: '历史', icon: HistoryIcon, open: (rights) => rights.revisions },
  { to: '/integrity', label: '体检', icon: IntegrityIcon, open: (rights) => rights.revisions },
  { to: '/explain', label: '谁能看什么', icon: ExplainIcon, open: (rights) => rights.revisions },
];
