// A role of the bureau's own: a name and, for each sort of records, what its holders may do. Saved as a document, checked as one.
import { useState } from 'react';
import Alert from '@mui/material/Alert';
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import OutlinedInput from '@mui/material/OutlinedInput';
import TextField from '@mui/material/TextField';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import {
  afterWrite,
  api,
  ApiProblem,
  problemTitle,
  queryKeys,
  useModel,
  type RoleEffect,
  type RoleText,
} from '../client/index.ts';
import { ErrorState } from '../parts/ErrorState.tsx';
import { Labelled } from '../parts/Labelled.tsx';
import { PageSkeleton } from '../parts/Skeletons.tsx';
import { paths } from '../parts/paths.ts';
import { useToast } from '../parts/Toast.tsx';
import { GrantEditor } from './GrantEditor.tsx';
import { RoleEffectDialog } from './RoleEffectDialog.tsx';
import { roleKey } from './RolePanel.tsx';

/** @param props.name qualified name of the role that is edited; null for a new one */
export function RoleEditor(props: { entity: string; name: string | null; id: string | null }) {
  const { name } = props;
  const vocabulary = useQuery({ queryKey: ['role-vocabulary'], queryFn: () => api.roleVocabulary() });
  const role = useQuery({ queryKey: roleKey(name ?? ''), queryFn: () => api.role(name ?? ''), enabled: name !== null });
  const failure = vocabulary.error ?? role.error;
  if (failure) return <ErrorState error={failure} onRetry={() => void vocabulary.refetch()} />;
  if (vocabulary.data === undefined || (name !== null && role.data === undefined)) return <PageSkeleton />;
  const written = role.data?.written ?? { label: '', grants: {} };
  return <OpenRole {...props} written={written} entities={vocabulary.data.entities} />;
}

type Known = Awaited<ReturnType<typeof api.roleVocabulary>>['entities'];

function OpenRole(props: {
  entity: string;
  name: string | null;
  id: string | null;
  written: RoleText;
  entities: Known;
}) {
  const { entities } = props;
  const client = useQueryClient();
  const toast = useToast();
  const navigate = useNavigate();
  const model = useModel();
  const [code, setCode] = useState('x_');
  const [role, setRole] = useState(props.written);
  const [busy, setBusy] = useState(false);
  const [effect, setEffect] = useState<RoleEffect | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const faults = failure instanceof ApiProblem ? failure.faults : [];
  const faultOf = (path: string) => faults.find((fault) => fault.path === path)?.message;
  const listed = entities.filter(({ name }) => Object.hasOwn(role.grants, name));
  const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === props.entity);
  const back = () =>
    void navigate(props.id ? paths.record(props.entity, props.id) : list ? paths.list(list.name) : paths.home(), {
      replace: true,
    });
  const setGrant = (entity: string, grant: RoleText['grants'][string] | null) => {
    const { [entity]: _gone, ...rest } = role.grants;
    setRole({ ...role, grants: grant === null ? rest : { ...role.grants, [entity]: grant } });
  };
  const written = props.name === null ? { ...role, name: code.trim() } : role;
  const weigh = async () => {
    setBusy(true);
    setFailure(null);
    try {
      setEffect(await api.roleEffect(props.name, written));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const save = async () => {
    try {
      const saved = await api.saveRole(props.name, written);
      afterWrite(client, props.entity, saved.id);
      await client.invalidateQueries({ queryKey: roleKey(saved.name) });
      await client.invalidateQueries({ queryKey: queryKeys.model });
      toast({ text: `已保存角色“${role.label}”，下一步操作起生效` });
      void navigate(paths.record(props.entity, saved.id), { replace: true });
    } catch (error) {
      setEffect(null);
      setFailure(error);
    }
  };
  const waiting = failure instanceof ApiProblem && failure.code === 'E_ROLE_WAITS' ? failure.document['link'] : null;
  return (
    <Box sx={{ display: 'grid', gap: 2, mt: 1.5, maxWidth: 1080 }}>
      {failure !== null && (
        <Alert
          severity={waiting === null ? 'error' : 'info'}
          action={
            typeof waiting === 'string' && (
              <Button href={waiting} color="inherit" size="small">
                打开草稿
              </Button>
            )
          }
        >
          {problemTitle(failure)}
          {faults.length > 0 && (
            <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
              {faults.map((fault, i) => (
                <li key={i}>{fault.message}</li>
              ))}
            </Box>
          )}
        </Alert>
      )}
      <Box sx={card}>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' } }}>
          <Labelled label="角色名称" required fault={faultOf('label')}>
            {({ id, describedBy }) => (
              <OutlinedInput
                id={id}
                size="small"
                value={role.label}
                error={faultOf('label') !== undefined}
                inputProps={{ 'aria-describedby': describedBy, maxLength: 60 }}
                onChange={(event) => setRole({ ...role, label: event.target.value })}
              />
            )}
          </Labelled>
          {props.name === null && (
            <Labelled label="编码" required fault={faultOf('name')} help="以 x_ 开头，只用小写字母、数字和下划线">
              {({ id, describedBy }) => (
                <OutlinedInput
                  id={id}
                  size="small"
                  value={code}
                  error={faultOf('name') !== undefined}
                  inputProps={{ 'aria-describedby': describedBy, spellCheck: false }}
                  onChange={(event) => setCode(event.target.value)}
                />
              )}
            </Labelled>
          )}
        </Box>
      </Box>
      {listed.map((known) => (
        <Box key={known.name} sx={card} component="section" aria-label={known.label}>
          <GrantEditor
            known={known}
            grant={role.grants[known.name] ?? {}}
            onChange={(grant) => setGrant(known.name, grant)}
            onRemove={() => setGrant(known.name, null)}
          />
        </Box>
      ))}
      {listed.length === 0 && (
        <Box sx={{ ...card, color: 'text.secondary' }}>
          还没有权限。从下面添加业务对象，再选可以查看、修改哪些记录。
        </Box>
      )}
      <Labelled label="添加业务对象">
        {({ id }) => (
          <Autocomplete
            id={id}
            options={entities.filter(({ name }) => !Object.hasOwn(role.grants, name))}
            groupBy={(known) => known.package}
            getOptionLabel={(known) => known.label}
            getOptionKey={(known) => known.name}
            value={null}
            blurOnSelect
            clearOnBlur
            openText="展开"
            closeText="收起"
            noOptionsText="没有更多业务对象"
            onChange={(_, known) => known && setGrant(known.name, { read: true })}
            renderInput={(params) => <TextField {...params} size="small" placeholder="输入名称查找" />}
            sx={{ maxWidth: 420 }}
          />
        )}
      </Labelled>
      <Box
        sx={{
          display: 'flex',
          gap: 1,
          position: 'sticky',
          // Flush with the window: what sticks stops at the page's own padding.
          bottom: { xs: '-20px', md: '-12px' },
          py: 1.5,
          bgcolor: 'var(--page)',
        }}
      >
        <Button variant="contained" onClick={() => void weigh()} disabled={busy || role.label.trim() === ''}>
          {busy ? '正在检查…' : '保存'}
        </Button>
        <Button variant="outlined" onClick={back} disabled={busy}>
          取消
        </Button>
      </Box>
      {effect !== null && (
        <RoleEffectDialog label={role.label} effect={effect} onConfirm={save} onClose={() => setEffect(null)} />
      )}
    </Box>
  );
}

const card = {
  bgcolor: 'background.paper',
  border: '1px solid',
  borderColor: 'divider',
  borderRadius: '8px',
  p: { xs: 2, md: 2.5 },
} as const;
