// Importing a sheet, step by step: 选择文件 → 对应列 → 预检 → 导入. Every step has an address, so that it can be left and come back to.
import Button from '@mui/material/Button';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { ApiProblem, afterWrite, queryKeys, transferApi, useEntity, useModel } from '../client/index.ts';
import type { ImportState, ImportView } from '../client/index.ts';
import { ErrorState, PageHeader, RowsSkeleton, paths } from '../parts/index.ts';
import { ChooseFile } from './ChooseFile.tsx';
import { ImportFindings } from './ImportFindings.tsx';
import { JobProgress } from './JobProgress.tsx';
import { MatchColumns } from './MatchColumns.tsx';
import { PastImports } from './PastImports.tsx';
import styles from './Import.module.css';

const STEPS = ['选择文件', '对应列', '预检', '导入'];
const STEP_OF: Record<ImportState, number> = {
  ready: 1,
  checking: 2,
  checked: 2,
  running: 3,
  done: 3,
  stopped: 3,
  undoing: 3,
  undone: 3,
};

export function ImportPage() {
  const { entity: name = '', id } = useParams();
  const entity = useEntity(name);
  const model = useModel();
  const navigate = useNavigate();
  const client = useQueryClient();
  const found = useQuery({
    queryKey: queryKeys.import(entity.name, id ?? ''),
    queryFn: () => transferApi.importView(entity.name, id ?? ''),
    enabled: id !== undefined,
  });
  if (!entity.can.import) {
    return (
      <ErrorState
        error={new ApiProblem({ status: 403, code: 'E_GRANT_IMPORT', title: `您没有导入${entity.label}的权限` })}
      />
    );
  }
  const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === entity.name);
  const look = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: queryKeys.import(entity.name, id ?? '') });
    void client.invalidateQueries({ queryKey: queryKeys.imports(entity.name) });
    void client.invalidateQueries({ queryKey: queryKeys.jobs });
    afterWrite(client, entity.name);
  };
  const open = (view: ImportView): void => {
    client.setQueryData(queryKeys.import(entity.name, view.id), view);
    navigate(paths.import(entity.name, view.id));
  };
  const view = id === undefined ? null : (found.data ?? null);
  return (
    <div className={styles['page']}>
      <PageHeader
        title={`导入${entity.label}`}
        sub={view ? `${view.file_name} · ${view.lines.toLocaleString('zh-CN')} 行` : undefined}
        actions={
          list && (
            <Button variant="outlined" component={Link} to={paths.list(list.name)}>
              返回列表
            </Button>
          )
        }
      />
      <Steps at={view ? STEP_OF[view.state] : 0} />
      <section className={styles['card']}>
        {id === undefined && <ChooseFile entity={entity} onOpen={open} />}
        {id !== undefined && found.isPending && <RowsSkeleton rows={5} height={40} />}
        {id !== undefined && found.error && !view && (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        )}
        {view && <Step key={`${view.id} ${view.state}`} view={view} entity={entity.name} onChange={look} />}
      </section>
      {id === undefined && <PastImports entity={entity.name} />}
    </div>
  );
}

export default ImportPage;

function Step(props: { view: ImportView; entity: string; onChange(): Promise<void> }) {
  const { view, entity, onChange } = props;
  switch (view.state) {
    case 'ready':
      return <MatchColumns entity={entity} view={view} onBegun={onChange} />;
    case 'checking':
    case 'running':
    case 'undoing':
      return <JobProgress id={view.job ?? ''} onEnd={onChange} />;
    default:
      return <ImportFindings entity={entity} view={view} onChange={onChange} />;
  }
}

function Steps(props: { at: number }) {
  return (
    <ol className={styles['steps']} aria-label="导入步骤">
      {STEPS.map((label, i) => (
        <li key={label} aria-current={i === props.at ? 'step' : undefined}>
          <b aria-hidden>{i < props.at ? '✓' : i + 1}</b>
          {label}
        </li>
      ))}
    </ol>
  );
}
