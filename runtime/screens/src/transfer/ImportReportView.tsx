// What a check or an import found: how many lines are good, and why each of the others is not.
import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router-dom';
import type { ImportReport, WireEntity } from '../client/index.ts';
import { paths } from '../parts/paths.ts';

const STEP = 50;

export function ImportReportView(props: {
  entity: WireEntity;
  name: string;
  report: ImportReport;
  labelOf(path: string): string;
}) {
  const { report } = props;
  const [most, setMost] = useState(STEP);
  const refused = report.lines.filter((line) => !line.ok);
  const made = report.lines.filter((line) => line.ok && line.id !== null);
  return (
    <Box>
      <Box role="status" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, mb: 2 }}>
        <Figure label="共" value={report.total} unit="行" />
        <Figure label={report.dry_run ? '可以导入' : '已导入'} value={report.good} unit="行" tone="ok" />
        <Figure
          label={report.dry_run ? '有问题' : '没有导入'}
          value={report.bad}
          unit="行"
          tone={report.bad > 0 ? 'bad' : 'plain'}
        />
      </Box>
      {made.length > 0 && (
        <Box sx={{ mb: 2, fontSize: '0.8125rem' }}>
          新建的记录：
          {made.slice(0, 10).map((line) => (
            <Link
              key={line.line}
              component={RouterLink}
              to={paths.record(props.entity.name, line.id ?? '')}
              target="_blank"
              rel="noopener"
              sx={{ mr: 1.5 }}
            >
              第 {line.line} 行
            </Link>
          ))}
          {made.length > 10 && `等 ${made.length} 条`}
        </Box>
      )}
      {refused.length > 0 && (
        <Box
          tabIndex={0}
          role="region"
          aria-label="有问题的行"
          sx={{ maxHeight: 360, overflow: 'auto', border: '1px solid', borderColor: 'divider', borderRadius: '8px' }}
        >
          <Box
            component="table"
            sx={{
              width: '100%',
              borderCollapse: 'collapse',
              fontSize: '0.8125rem',
              '& th, & td': {
                textAlign: 'left',
                verticalAlign: 'top',
                px: 1.5,
                py: 0.875,
                borderBottom: '1px solid',
                borderColor: 'var(--line-soft)',
              },
              '& th': {
                position: 'sticky',
                top: 0,
                bgcolor: 'var(--head)',
                color: 'var(--ink3)',
                fontWeight: 500,
                whiteSpace: 'nowrap',
              },
            }}
          >
            <thead>
              <tr>
                <th scope="col">行</th>
                <th scope="col">列</th>
                <th scope="col">原因</th>
                <th scope="col">代码</th>
              </tr>
            </thead>
            <tbody>
              {refused.slice(0, most).flatMap((line) =>
                line.faults.map((fault, index) => (
                  <tr key={`${line.line} ${index}`}>
                    <td>{index === 0 ? line.line : ''}</td>
                    <td>{fault.path ? props.labelOf(fault.path) : '整行'}</td>
                    <td>
                      {fault.message}
                      {fault.remedy ? (
                        <Box component="span" sx={{ color: 'text.secondary' }}>
                          （{fault.remedy}）
                        </Box>
                      ) : null}
                    </td>
                    <td style={{ color: 'var(--ink3)', whiteSpace: 'nowrap' }}>{fault.code}</td>
                  </tr>
                )),
              )}
            </tbody>
          </Box>
          {refused.length > most && (
            <Button fullWidth onClick={() => setMost(most + STEP)}>
              再显示 {Math.min(STEP, refused.length - most)} 行（共 {refused.length} 行有问题）
            </Button>
          )}
        </Box>
      )}
    </Box>
  );
}

function Figure(props: { label: string; value: number; unit: string; tone?: 'ok' | 'bad' | 'plain' }) {
  const colour = props.tone === 'ok' ? 'var(--ok)' : props.tone === 'bad' ? 'var(--bad)' : 'var(--ink)';
  return (
    <Box sx={{ flex: '1 1 120px', border: '1px solid', borderColor: 'divider', borderRadius: '8px', px: 2, py: 1 }}>
      <Box sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>{props.label}</Box>
      <Box sx={{ fontSize: '1.25rem', fontWeight: 600, color: colour, fontVariantNumeric: 'tabular-nums' }}>
        {props.value.toLocaleString('zh-CN')}{' '}
        <Box component="span" sx={{ fontSize: '0.8125rem', fontWeight: 400 }}>
          {props.unit}
        </Box>
      </Box>
    </Box>
  );
}
