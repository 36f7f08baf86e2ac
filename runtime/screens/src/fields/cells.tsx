// The registry of how values are shown: cell key of a field type → component. What is absent shows its text.
import type { ComponentType } from 'react';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router-dom';
import { FilePreview } from '../files/FilePreview.tsx';
import { filesOf } from '../files/file_rules.ts';
import { useModel } from '../client/index.ts';
import { paths } from '../parts/paths.ts';
import { cellText, NOTHING, refsOf } from './cell_text.ts';
import { CodeCell, CodesCell } from './show/CodeCell.tsx';
import { AreaShape } from './place/AreaShape.tsx';
import { RichTextShown } from './rich_text/RichTextShown.tsx';
import { RowsCell } from './show/RowsCell.tsx';
import { useLists } from './useLists.ts';
import type { CellProps } from './contract.ts';

export const cells: Record<string, ComponentType<CellProps>> = {
  text: TextCell,
  number: NumberCell,
  money: NumberCell,
  boolean: TextCell,
  date: NumberCell,
  datetime: NumberCell,
  code: CodeCell,
  codes: CodesCell,
  ref: RefCell,
  rows: RowsCell,
  file: FilesCell,
  image: FilesCell,
  rich_text: RichTextCell,
  area: AreaCell,
  json: JsonCell,
  masked: NumberCell,
};

/** Long text wraps and keeps its lines; on one line it is cut. */
function TextCell(props: CellProps) {
  const text = cellText(props.field, props.record, useLists());
  return <span style={props.compact ? undefined : { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</span>;
}

function NumberCell(props: CellProps) {
  const text = cellText(props.field, props.record, useLists());
  return <span style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>{text}</span>;
}

/** Titles of refs, as links where the actor may see the record. */
function RefCell(props: CellProps) {
  const { entities } = useModel();
  const refs = refsOf(props.record, props.field.name);
  const text = cellText(props.field, props.record, useLists());
  if (refs.length === 0) return <span>{text}</span>;
  return (
    <>
      {refs.map((ref, index) => (
        <span key={ref.id}>
          {index > 0 && '、'}
          {entities[ref.entity] === undefined ? (
            ref.title
          ) : (
            <Link
              component={RouterLink}
              to={paths.record(ref.entity, ref.id)}
              onClick={(event) => event.stopPropagation()}
            >
              {ref.title}
            </Link>
          )}
        </span>
      ))}
    </>
  );
}

function RichTextCell(props: CellProps) {
  if (props.compact || typeof props.value !== 'object' || props.value === null) return <TextCell {...props} />;
  return <RichTextShown value={props.value} />;
}

function AreaCell(props: CellProps) {
  const text = cellText(props.field, props.record, useLists());
  if (props.compact || text === NOTHING) return <span>{text}</span>;
  return (
    <>
      <AreaShape value={props.value} name={props.field.label} />
      <span>{text}</span>
    </>
  );
}

function JsonCell(props: CellProps) {
  const text = cellText(props.field, props.record, useLists());
  if (props.compact || text === NOTHING) return <span>{text}</span>;
  return (
    <Box component="pre" tabIndex={0} sx={{ m: 0, fontSize: '0.75rem', maxHeight: 240, overflow: 'auto' }}>
      {JSON.stringify(props.value, null, 2)}
    </Box>
  );
}

function FilesCell(props: CellProps) {
  const files = filesOf(props.value);
  if (files.length === 0) return <span>{NOTHING}</span>;
  if (props.compact) return <span>{files.length === 1 ? files[0]?.name : `${files.length} 个`}</span>;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      {files.map((file) => (
        <FilePreview key={file.id} file={file} />
      ))}
    </Box>
  );
}
