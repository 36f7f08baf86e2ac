// The page of one record, whatever its entity: title with its facts, what can be done, what it holds, what belongs to it, who changed it.
import { lazy, Suspense, useMemo } from 'react';
import { withTexts } from '@shijian/kernel';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import EditIcon from '@mui/icons-material/EditOutlined';
import { Link as RouterLink, useNavigate, useSearchParams } from 'react-router-dom';
import { entityFor, isOwn, problemCode, useEntity, useExpressionEnv, useModel, useRecord } from '../client/index.ts';
import { HistoryTab } from '../history/index.ts';
import { ErrorState } from '../parts/ErrorState.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PageSkeleton } from '../parts/Skeletons.tsx';
import { paths } from '../parts/paths.ts';
import { detailOf } from './detail_model.ts';
import { Facts } from './Facts.tsx';
import { includeOfDetail } from './include_of_detail.ts';
import { RecordActs } from './RecordActs.tsx';
import { RecordMenu } from './RecordMenu.tsx';
import { HISTORY, OVERVIEW, RecordTabs } from './RecordTabs.tsx';
import { RelatedTab } from './RelatedTab.tsx';
import { Sections } from './Sections.tsx';
import { useDetailKeys } from './useDetailKeys.ts';
import { WhoWhen } from './WhoWhen.tsx';

// Only what stands over rows of the platform needs them.
const SourceActions = lazy(() => import('../people/index.ts').then((module) => ({ default: module.SourceActions })));
const SourcePanel = lazy(() => import('../people/index.ts').then((module) => ({ default: module.SourcePanel })));

export function RecordDetail(props: { entity: string; id: string }) {
  const model = useModel();
  const known = useEntity(props.entity);
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const detail = useMemo(() => detailOf(model, known), [model, known]);
  const include = includeOfDetail(known, detail.sections);
  const makeEnv = useExpressionEnv();
  const query = useRecord(known.name, props.id, include);
  const entity = query.data ? entityFor(model, known, query.data) : known;
  useDetailKeys({ edit: () => entity.can.update && void navigate(paths.edit(entity.name, props.id)) });

  const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === entity.name);
  const home = list === undefined ? paths.home() : paths.list(list.name);
  if (query.error) {
    return (
      <ErrorState
        error={query.error}
        {...(problemCode(query.error) === 'E_RECORD_NONE' ? {} : { onRetry: () => void query.refetch() })}
        actions={
          <Button component={RouterLink} to={home} variant="outlined">
            回到{list?.label ?? '首页'}
          </Button>
        }
      />
    );
  }
  if (query.data === undefined) return <PageSkeleton />;
  const record = query.data;
  const env = makeEnv({ record, old: record });
  const tabs = detail.tabs.map((tab) => withTexts(tab, env));
  const wanted = search.get('tab') ?? OVERVIEW;
  const tab = wanted === HISTORY || detail.tabs.some((one) => one.name === wanted) ? wanted : OVERVIEW;
  const show = (name: string) => setSearch(name === OVERVIEW ? {} : { tab: name }, { replace: true });
  const related = tabs.find((one) => one.name === tab);

  return (
    <Box sx={{ display: 'grid', gap: 1.5, alignContent: 'start' }}>
      <Box className="sj-no-print" sx={{ fontSize: '0.8125rem' }}>
        <Link component={RouterLink} to={home} sx={{ color: 'text.secondary' }}>
          ‹ {list?.label ?? entity.label}
        </Link>
      </Box>
      <PageHeader
        title={record._title}
        actions={
          <>
            {entity.source !== null && (
              <Suspense>
                <SourceActions entity={entity} record={record} />
              </Suspense>
            )}
            {isOwn(model, record) && <RecordActs entity={entity} record={record} />}
            {entity.can.update && (
              <Button
                component={RouterLink}
                to={paths.edit(entity.name, record.id)}
                variant="contained"
                startIcon={<EditIcon />}
              >
                编辑
              </Button>
            )}
            <RecordMenu
              entity={entity}
              record={record}
              tabs={detail.tabs}
              onPrint={() => window.print()}
              onDeleted={() => void navigate(home, { replace: true })}
            />
          </>
        }
      >
        <Facts facts={detail.facts} record={record} />
      </PageHeader>
      {(detail.tabs.length > 0 || entity.can.history) && (
        <Box className="sj-no-print">
          <RecordTabs
            idPrefix="detail"
            record={record}
            tabs={tabs}
            overview="基本信息"
            history={entity.can.history ? '变更记录' : null}
            current={tab}
            onChange={show}
          />
        </Box>
      )}
      <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: { xs: 'minmax(0,1fr)', lg: 'minmax(0,1fr) 200px' } }}>
        <Box role="tabpanel" id="detail_panel" aria-labelledby={`detail_tab_${tab}`} sx={{ minWidth: 0 }}>
          {tab === OVERVIEW && entity.source !== null && (
            <Suspense>
              <SourcePanel entity={entity} record={record} />
            </Suspense>
          )}
          {tab === OVERVIEW && <Sections entity={entity.name} sections={detail.sections} record={record} />}
          {tab === HISTORY && (
            <Box
              sx={{
                bgcolor: 'background.paper',
                border: '1px solid',
                borderColor: 'divider',
                borderRadius: '8px',
                p: { xs: 2, md: 2.5 },
              }}
            >
              <HistoryTab entity={entity.name} id={record.id} past={entity.source === null && isOwn(model, record)} />
            </Box>
          )}
          {related !== undefined && <RelatedTab key={related.name} tab={related} record={record} />}
        </Box>
        {/* A row of a log was written once: its own facts say when and by whom. */}
        {(entity.source === null || entity.can.history) && (
          <WhoWhen entity={entity.name} record={record} history={entity.can.history} onHistory={() => show(HISTORY)} />
        )}
      </Box>
    </Box>
  );
}
