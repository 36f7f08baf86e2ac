// Saved lists as tabs: those of the view with their counts, then the officer's own, which can be renamed and deleted.
import { useState } from 'react';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import MoreIcon from '@mui/icons-material/MoreHorizOutlined';
import type { ListViewModel } from '@shijian/kernel';
import { useCount } from '../client/index.ts';
import type { Preference, WireEntity } from '../client/index.ts';
import { countText, isComposing, useToast } from '../parts/index.ts';
import { savedQuery } from './list_address.ts';
import type { ListPreference, OwnSavedList } from './list_preference.ts';
import type { ListAddressState } from './useListAddress.ts';
import styles from './List.module.css';

export function SavedTabs(props: {
  view: ListViewModel;
  entity: WireEntity;
  state: ListAddressState;
  preference: Preference<ListPreference>;
  /** False until the rows are on the screen. */
  counting: boolean;
}) {
  const { view, entity, state, preference } = props;
  const { address } = state;
  const [naming, setNaming] = useState<OwnSavedList | 'new' | null>(null);
  const toast = useToast();
  const own = preference.value?.saved ?? [];
  const query = savedQuery(address);
  const current = own.find((saved) => sameQuery(saved.query, query));
  const narrowed = address.q !== '' || address.conditions.length > 0;
  const keep = (saved: OwnSavedList[]) => preference.save({ ...preference.value, saved });

  return (
    <nav className={styles['tabs']} aria-label="视图">
      <Tab
        label="全部"
        selected={address.saved === null && current === undefined}
        onClick={() => state.show({ saved: null, q: '', conditions: [] })}
      />
      {view.saved.map((saved) => (
        <Tab
          key={saved.name}
          label={saved.label}
          {...(props.counting ? { entity: entity.name } : {})}
          filter={saved.text}
          selected={address.saved === saved.name && current === undefined}
          onClick={() => state.show({ saved: saved.name, q: '', conditions: [] })}
        />
      ))}
      {own.map((saved) => (
        <span key={saved.id} className={styles['own']}>
          <Tab label={saved.label} selected={saved === current} onClick={() => state.open(saved.query)} />
          {saved === current && (
            <OwnMenu
              label={saved.label}
              onRename={() => setNaming(saved)}
              onDelete={() => {
                keep(own.filter((other) => other.id !== saved.id));
                toast({ text: `已删除视图“${saved.label}”`, action: { label: '撤销', onClick: () => keep(own) } });
              }}
            />
          )}
        </span>
      ))}
      {narrowed && !current && (
        <button type="button" className={`${styles['tab']} ${styles['quiet']}`} onClick={() => setNaming('new')}>
          ＋ 存为视图
        </button>
      )}
      {naming && (
        <NameDialog
          label={naming === 'new' ? '' : naming.label}
          onClose={() => setNaming(null)}
          onSave={(label) => {
            setNaming(null);
            if (naming === 'new') keep([...own, { id: newId(own), label, query }]);
            else keep(own.map((saved) => (saved.id === naming.id ? { ...saved, label } : saved)));
          }}
        />
      )}
    </nav>
  );
}

function Tab(props: { label: string; selected: boolean; onClick: () => void; entity?: string; filter?: string }) {
  return (
    <button
      type="button"
      aria-current={props.selected ? 'true' : undefined}
      className={styles['tab']}
      onClick={props.onClick}
    >
      {props.label}
      {props.entity && props.filter && <TabCount entity={props.entity} filter={props.filter} />}
    </button>
  );
}

function TabCount(props: { entity: string; filter: string }) {
  const { data } = useCount(props.entity, { filter: props.filter });
  return data ? <small>{countText(data)}</small> : null;
}

function OwnMenu(props: { label: string; onRename: () => void; onDelete: () => void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const pick = (act: () => void) => () => {
    setAnchor(null);
    act();
  };
  return (
    <>
      <IconButton
        size="small"
        aria-label={`视图“${props.label}”的操作`}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={pick(props.onRename)}>改名</MenuItem>
        <MenuItem onClick={pick(props.onDelete)}>删除视图</MenuItem>
      </Menu>
    </>
  );
}

function NameDialog(props: { label: string; onSave: (label: string) => void; onClose: () => void }) {
  const [label, setLabel] = useState(props.label);
  const save = () => label.trim() !== '' && props.onSave(label.trim());
  return (
    <Dialog open onClose={props.onClose} aria-labelledby="saved-name" maxWidth="xs" fullWidth>
      <DialogTitle id="saved-name">{props.label === '' ? '存为视图' : '给视图改名'}</DialogTitle>
      <DialogContent>
        <TextField
          autoFocus
          fullWidth
          value={label}
          onChange={(event) => setLabel(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || isComposing(event)) return;
            // Or the same key presses the button that gets the focus back, and the dialog opens again.
            event.preventDefault();
            save();
          }}
          slotProps={{ htmlInput: { 'aria-label': '视图名称', maxLength: 20, placeholder: '如：辖区内高风险' } }}
          helperText="只有您自己看得到。以后从标签上一点就是这些条件和顺序。"
        />
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={props.onClose}>
          取消
        </Button>
        <Button variant="contained" disabled={label.trim() === ''} onClick={save}>
          保存
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** A number that no other of them has. crypto.randomUUID is absent where the intranet has no certificate. */
function newId(own: OwnSavedList[]): string {
  return String(Math.max(0, ...own.map((saved) => Number(saved.id) || 0)) + 1);
}

/** Two queries mean the same whatever the order of their parts. */
function sameQuery(a: string, b: string): boolean {
  const sorted = (text: string) => {
    const search = new URLSearchParams(text);
    search.sort();
    return search.toString();
  };
  return sorted(a) === sorted(b);
}
