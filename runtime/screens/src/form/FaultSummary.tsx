// What has to be corrected, gathered above the form, with links that lead to each place.
import { forwardRef, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import OutlinedInput from '@mui/material/OutlinedInput';
import { Link as RouterLink } from 'react-router-dom';
import { isReason, type EntityModel } from '@shijian/kernel';
import { problemCode, problemTitle, type ApiProblem } from '../client/index.ts';
import { paths } from '../parts/paths.ts';
import { faultText, summaryText, type FormFault } from './faults.ts';
import { focusPath } from './focus.ts';

export const FaultSummary = forwardRef<
  HTMLDivElement,
  {
    entity: EntityModel;
    faults: FormFault[];
    problem: ApiProblem | null;
    onRetry(): void;
    onExplain(check: string, reason: string): void;
  }
>(function FaultSummary(props, ref) {
  const { faults, problem } = props;
  if (faults.length === 0 && problem === null) return null;
  return (
    <Box
      ref={ref}
      tabIndex={-1}
      role="alert"
      sx={{
        bgcolor: 'var(--bad-soft)',
        border: '1px solid',
        borderColor: 'error.main',
        borderRadius: '8px',
        px: 2,
        py: 1.5,
        mb: 2,
        fontSize: '0.875rem',
        scrollMarginTop: 72,
      }}
    >
      <Box sx={{ fontWeight: 600, color: 'error.main' }}>
        {problem === null ? `有 ${faults.length} 处需要修改` : problemTitle(problem)}
      </Box>
      {problem !== null && (
        <Box sx={{ fontSize: '0.75rem', color: 'text.secondary' }}>
          {problemCode(problem)} · 填写的内容都还在。
          <Link
            component="button"
            type="button"
            onClick={props.onRetry}
            sx={{ fontSize: 'inherit', verticalAlign: 'baseline' }}
          >
            再试一次
          </Link>
        </Box>
      )}
      {faults.length > 0 && (
        <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5, listStyle: 'disc' }}>
          {faults.map((fault) => (
            <li key={`${fault.path} ${fault.code} ${fault.message}`}>
              {fault.path === '' ? (
                faultText(fault)
              ) : (
                <Link
                  component="button"
                  type="button"
                  onClick={() => focusPath(fault.path)}
                  sx={{
                    textAlign: 'left',
                    color: 'text.primary',
                    textDecoration: 'underline',
                    fontSize: 'inherit',
                    minHeight: { xs: 32, md: 'auto' },
                  }}
                >
                  {summaryText(fault, props.entity)}
                </Link>
              )}
              {fault.check !== undefined && <Reason fault={fault} onExplain={props.onExplain} />}
              {fault.existing && (
                <>
                  {' '}
                  <Link
                    component={RouterLink}
                    to={paths.record(fault.existing.entity, fault.existing.id)}
                    target="_blank"
                    rel="noopener"
                  >
                    打开“{fault.existing.title}”
                  </Link>
                </>
              )}
            </li>
          ))}
        </Box>
      )}
    </Box>
  );
});

/** Where the officer says why it is right all the same. */
function Reason(props: { fault: FormFault; onExplain(check: string, reason: string): void }) {
  const [text, setText] = useState('');
  const ready = isReason(text);
  const give = () => {
    if (ready && props.fault.check !== undefined) props.onExplain(props.fault.check, text.trim());
  };
  return (
    <Box sx={{ display: 'flex', gap: 1, my: 0.5, maxWidth: 560 }}>
      <OutlinedInput
        size="small"
        fullWidth
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          give();
        }}
        placeholder="写明原因，如：已电话核实"
        inputProps={{ 'aria-label': `原因：${props.fault.message}`, maxLength: 200 }}
        sx={{ bgcolor: 'background.paper' }}
      />
      <Button variant="outlined" disabled={!ready} onClick={give} sx={{ flex: 'none' }}>
        说明原因
      </Button>
    </Box>
  );
}
