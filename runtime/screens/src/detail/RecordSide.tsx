// The panel beside a list: the record at a glance, without leaving the list.
import { useMemo, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import CloseIcon from '@mui/icons-material/CloseRounded';
import { Link as RouterLink } from 'react-router-dom';
import { withTexts, isTrue, type FieldModel } from '@shijian/kernel';
import { entityFor, useEntity, useExpressionEnv, useModel, useRecord, type RecordJson } from '../client/index.ts';
import { cellText, isWide, NOTHING, useLists } from '../fields/index.ts';
import { HistoryTab } from '../history/index.ts';
import { ErrorState } from '../parts/ErrorState.tsx';
import { paths } from '../parts/paths.ts';
import { TextSkeleton } from '../parts/Skeletons.tsx';
import { detailOf } from './detail_model.ts';
import { Facts } from './Facts.tsx';
import { RevealableValue } from './RevealableValue.tsx';
import { includeOfDetail } from './include_of_detail.ts';
import { RecordMenu } from './RecordMenu.tsx';
import { HISTORY, RecordTabs } from './RecordTabs.tsx';
import { RelatedTab } from './RelatedTab.tsx';
import { KeyName } from './Sections.tsx';

const MOST_FACTS = 12;

/** @param props.view name of a detail view @param props.onOpen absent: a plain link to the record's page */
export function RecordSide(props: {
  entity: string;
  id: string;
  view?: string | null;
  onClose(): void;
  onOpen?: () => void;
}) {
  const model = useModel();
  const known = useEntity(props.entity);
  const detail = useMemo(() => detailOf(model, known, props.view ?? null), [model, known, props.view]);
  const query = useRecord(known.name, props.id, includeOfDetail(known, detail.sections));
  const entity = query.data ? entityFor(model, known, query.data) : known;
  const makeEnv = useExpressionEnv();
  const lists = useLists();
  const first = known.can.history ? HISTORY : (detail.tabs[0]?.name ?? null);
  const [tab, setTab] = useState(first);

  if (query.error)
    return (
      <ErrorState
        error={query.error}
        onRetry={() => void query.refetch()}
        actions={<Button onClick={props.onClose}>关闭</Button>}
        compact
      />
    );
  if (query.data === undefined)
    return (
      <Box sx={{ p: '22px 18px' }}>
        <TextSkeleton lines={10} />
      </Box>
    );
  const record: RecordJson = query.data;
  const env = makeEnv({ record, old: record });
  const isShown = (field: FieldModel): boolean =>
    (field.visible === null || isTrue(field.visible, env)) &&
    !isWide(field) &&
    !detail.facts.includes(field) &&
    cellText(field, record, lists) !== NOTHING;
  const fields = detail.sections
    .filter((section) => section.visible === null || isTrue(section.visible, env))
    .flatMap((section) => section.fields);
  const keyFields = [
    ...fields.filter(isShown).slice(0, MOST_FACTS),
    ...fields
      .filter(isShown)
      .slice(MOST_FACTS)
      .filter((field) => field.own),
  ];
  const current = tab === HISTORY && !entity.can.history ? (detail.tabs[0]?.name ?? null) : tab;
  const related = detail.tabs.find((one) => one.name === current);

  return (
    <Box
      sx={{
        display: 'flex',
        flexDirection: 'column',
        gap: 1.75,
        p: '16px 18px',
        minHeight: 0,
        overflowY: 'auto',
        height: '100%',
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1 }}>
        <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
          <Box
            component="h2"
            sx={{ fontSize: '1.0625rem', fontWeight: 600, lineHeight: '24px', m: 0, overflowWrap: 'anywhere' }}
          >
            {record._title}
          </Box>
          <Facts facts={detail.facts} record={record} />
        </Box>
        <IconButton size="small" aria-label="关闭侧栏" onClick={props.onClose}>
          <CloseIcon />
        </IconButton>
      </Box>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button
          variant="contained"
          component={RouterLink}
          to={paths.record(entity.name, record.id)}
          onClick={props.onOpen}
          sx={{ flex: 1 }}
        >
          {entity.source === null ? '打开档案' : '打开详情'}
        </Button>
        {entity.can.update && (
          <Button variant="outlined" component={RouterLink} to={paths.edit(entity.name, record.id)}>
            编辑
          </Button>
        )}
        <RecordMenu entity={entity} record={record} tabs={detail.tabs} onDeleted={props.onClose} />
      </Box>
      <Box
        component="dl"
        sx={{
          m: 0,
          display: 'grid',
          gridTemplateColumns: '96px minmax(0, 1fr)',
          columnGap: 1,
          rowGap: '7px',
          fontSize: '0.8125rem',
          '& dt': { lineHeight: '21px' },
        }}
      >
        {keyFields.map((field) => (
          <Box key={field.name} sx={{ display: 'contents' }}>
            <KeyName field={withTexts(field, env)} />
            <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
              <RevealableValue entity={entity.name} field={field} record={record} />
            </Box>
          </Box>
        ))}
      </Box>
      {current !== null && (
        <Box sx={{ minHeight: 0 }}>
          <RecordTabs
            idPrefix="side"
            record={record}
            tabs={detail.tabs}
            history={entity.can.history ? '动态' : null}
            current={current}
            onChange={setTab}
          />
          <Box role="tabpanel" id="side_panel" aria-labelledby={`side_tab_${current}`} sx={{ pt: 1.25 }}>
            {current === HISTORY && <HistoryTab entity={entity.name} id={record.id} compact />}
            {related !== undefined && <RelatedTab key={related.name} tab={related} record={record} lines />}
          </Box>
        </Box>
      )}
    </Box>
  );
}
