// Importing a CSV file: template, file, a check that writes nothing, then the good lines; the bad ones come back as a file to correct.
import { useId, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import { serverNow, useEntity, useModel } from '../client/index.ts';
import { placeOf } from '../form/faults.ts';
import { ErrorState } from '../parts/ErrorState.tsx';
import { isoDay } from '../parts/format.ts';
import { usePhone } from '../theme/usePhone.ts';
import { refusedCsv } from './csv_text.ts';
import { ImportReportView } from './ImportReportView.tsx';
import { ImportStart } from './ImportStart.tsx';
import { saveFile } from './save_file.ts';
import { useImport } from './useImport.ts';

export function ImportDialog(props: { entity: string; open: boolean; onClose(): void; onDone?: () => void }) {
  return props.open ? <OpenDialog {...props} /> : null;
}

function OpenDialog(props: { entity: string; onClose(): void; onDone?: () => void }) {
  const entity = useEntity(props.entity);
  const { tenant } = useModel();
  const titleId = useId();
  const phone = usePhone();
  const [importing, setImporting] = useState(false);
  const job = useImport(entity.name);
  const { state } = job;
  const labelOf = (path: string): string => placeOf(path, entity) || path;
  const close = () => {
    if (state.step === 'working') return;
    if (state.step === 'done') props.onDone?.();
    props.onClose();
  };
  const saveRefused = () => {
    if (state.step !== 'checked' && state.step !== 'done') return;
    saveFile(
      refusedCsv(state.text, state.report, labelOf),
      `${entity.label}_未导入_${isoDay(serverNow(), tenant.time_zone)}.csv`,
    );
  };
  const run = async () => {
    setImporting(true);
    await job.commit();
    setImporting(false);
  };
  return (
    <Dialog open onClose={close} maxWidth="md" fullWidth fullScreen={phone} aria-labelledby={titleId}>
      <DialogTitle id={titleId}>导入{entity.label}</DialogTitle>
      <DialogContent>
        {state.step === 'start' && (
          <ImportStart entity={entity.name} onFile={(file) => void job.check(file)} refusal={state.refusal} />
        )}
        {state.step === 'working' && (
          <Box role="status" sx={{ py: 4 }}>
            <Box sx={{ mb: 1 }}>{importing ? `正在导入“${state.name}”…` : `正在检查“${state.name}”…`}</Box>
            <LinearProgress aria-label={importing ? '正在导入' : '正在检查'} />
            <Box sx={{ mt: 1, fontSize: '0.8125rem', color: 'text.secondary' }}>
              {importing ? '导入开始后请不要关闭页面。' : '检查不会写入任何内容。'}
            </Box>
          </Box>
        )}
        {state.step === 'failed' && <ErrorState error={state.error} onRetry={job.reset} compact />}
        {(state.step === 'checked' || state.step === 'done') && (
          <ImportReportView entity={entity} name={state.name} report={state.report} labelOf={labelOf} />
        )}
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        {(state.step === 'checked' || state.step === 'done') && state.report.bad > 0 && (
          <Button onClick={saveRefused} sx={{ mr: 'auto' }}>
            下载有问题的 {state.report.bad} 行
          </Button>
        )}
        {state.step === 'checked' && (
          <Button variant="outlined" onClick={job.reset}>
            换一个文件
          </Button>
        )}
        {state.step !== 'working' && (
          <Button variant={state.step === 'done' ? 'contained' : 'outlined'} onClick={close}>
            {state.step === 'done' ? '完成' : '取消'}
          </Button>
        )}
        {state.step === 'checked' && (
          <Button variant="contained" disabled={state.report.good === 0} onClick={() => void run()}>
            导入 {state.report.good} 行
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
