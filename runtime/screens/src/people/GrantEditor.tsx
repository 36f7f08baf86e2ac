// One line of a role: for one sort of records, which of them may be seen, made, changed, and what else may be done.
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import TextField from '@mui/material/TextField';
import { Labelled } from '../parts/Labelled.tsx';
import type { GrantText, RoleVocabulary, ScopeText } from '../client/index.ts';

type Known = RoleVocabulary['entities'][number];

const SCOPED = { read: '查看', create: '新建', update: '修改', delete: '删除', restore: '从回收站恢复' } as const;
const PLAIN = { import: '导入', export: '导出', history: '看变更记录' } as const;
const NONE = '';
const ALL = 'true';

export function GrantEditor(props: {
  known: Known;
  grant: GrantText;
  onChange(grant: GrantText): void;
  onRemove(): void;
}) {
  const { known, grant } = props;
  const scopes = (Object.keys(SCOPED) as (keyof typeof SCOPED)[]).filter((act) => known.acts.includes(act));
  const plain = (Object.keys(PLAIN) as (keyof typeof PLAIN)[]).filter((act) => known.acts.includes(act));
  const personal = known.fields.filter((field) => field.personal);
  const named = (names: readonly string[] | undefined) => known.fields.filter(({ name }) => names?.includes(name));
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Box component="h2" sx={{ fontSize: '0.9375rem', fontWeight: 600, m: 0 }}>
          {known.label}
        </Box>
        <Box sx={{ color: 'text.secondary', fontSize: '0.8125rem' }}>{known.package}</Box>
        <Button size="small" sx={{ ml: 'auto' }} onClick={props.onRemove} aria-label={`去掉${known.label}`}>
          去掉
        </Button>
      </Box>
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(5, minmax(0, 1fr))' } }}>
        {scopes.map((act) => (
          <ScopeSelect
            key={act}
            label={SCOPED[act]}
            known={known}
            scope={scopeOf(grant[act])}
            onChange={(scope) => props.onChange(withScope(grant, act, scope))}
          />
        ))}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2 }}>
        {plain.map((act) => (
          <FormControlLabel
            key={act}
            label={PLAIN[act]}
            control={
              <Checkbox
                size="small"
                checked={grant[act] === true}
                onChange={(_, checked) => props.onChange(tidy({ ...grant, [act]: checked }))}
              />
            }
          />
        ))}
      </Box>
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' } }}>
        <FieldSelect
          label="看不到的字段"
          options={known.fields}
          chosen={named(grant.hide)}
          onChange={(hide) => props.onChange(tidy({ ...grant, hide }))}
        />
        {personal.length > 0 && (
          <FieldSelect
            label="可查看完整的个人信息"
            options={personal}
            chosen={grant.reveal === true ? personal : named(Array.isArray(grant.reveal) ? grant.reveal : [])}
            onChange={(reveal) => props.onChange(tidy({ ...grant, reveal }))}
          />
        )}
      </Box>
    </Box>
  );
}

function ScopeSelect(props: { label: string; known: Known; scope: ScopeText; onChange(scope: ScopeText): void }) {
  const { known, scope } = props;
  const value = scope === false ? NONE : scope === true ? ALL : scope;
  const foreign = typeof scope === 'string' && !known.filters.some(({ name }) => name === scope);
  return (
    <Labelled label={props.label}>
      {({ id, labelId }) => (
        <Select
          id={id}
          labelId={labelId}
          size="small"
          displayEmpty
          value={value}
          onChange={(event) => {
            const next = event.target.value;
            props.onChange(next === NONE ? false : next === ALL ? true : next);
          }}
        >
          <MenuItem value={NONE}>不可以</MenuItem>
          <MenuItem value={ALL}>全部</MenuItem>
          {known.filters.map(({ name, label }) => (
            <MenuItem key={name} value={name}>
              {label}
            </MenuItem>
          ))}
          {foreign && <MenuItem value={scope}>按条件：{scope}</MenuItem>}
        </Select>
      )}
    </Labelled>
  );
}

function FieldSelect(props: {
  label: string;
  options: Known['fields'];
  chosen: Known['fields'];
  onChange(names: string[]): void;
}) {
  return (
    <Labelled label={props.label}>
      {({ id }) => (
        <Autocomplete
          multiple
          id={id}
          size="small"
          options={props.options}
          value={props.chosen}
          getOptionLabel={({ label }) => label}
          getOptionKey={({ name }) => name}
          isOptionEqualToValue={(a, b) => a.name === b.name}
          disableCloseOnSelect
          openText="展开"
          closeText="收起"
          clearText="清除"
          noOptionsText="没有字段"
          onChange={(_, fields) => props.onChange(fields.map(({ name }) => name))}
          renderInput={(params) => <TextField {...params} />}
        />
      )}
    </Labelled>
  );
}

/** The rows of a scope; of an update that names fields too, its rows. */
function scopeOf(written: GrantText['update']): ScopeText {
  return typeof written === 'object' ? (written.where ?? true) : (written ?? false);
}

function withScope(grant: GrantText, act: keyof typeof SCOPED, scope: ScopeText): GrantText {
  const before = grant[act];
  // Fields that an update is narrowed to stay as they were written.
  const next = typeof before === 'object' && scope !== false ? { ...before, where: scope } : scope;
  return tidy({ ...grant, [act]: next });
}

/** What is not granted is left out. */
function tidy(grant: GrantText): GrantText {
  return Object.fromEntries(
    Object.entries(grant).filter(([, value]) => value !== false && !(Array.isArray(value) && value.length === 0)),
  );
}
