// Save and cancel, always within reach: at the foot of the window, above the phone's own bar.
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { KeyHint } from '../parts/KeyHint.tsx';
import { usePhone } from '../theme/usePhone.ts';

export function SaveBar(props: { formId: string; saving: boolean; dirty: boolean; faults: number; onCancel(): void }) {
  const phone = usePhone();
  return (
    <Box
      sx={{
        position: 'sticky',
        // Flush with the window: what sticks stops at the page's own padding.
        bottom: { xs: '-20px', md: '-12px' },
        zIndex: 5,
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        mt: 2,
        mx: { xs: '-14px', md: 0 },
        px: { xs: '14px', md: 2 },
        py: 1.25,
        bgcolor: 'background.paper',
        border: { xs: 'none', md: '1px solid var(--line)' },
        borderTop: '1px solid var(--line)',
        borderRadius: { md: '8px' },
        pb: { xs: 'calc(10px + env(safe-area-inset-bottom))', md: 1.25 },
      }}
    >
      <Button
        type="submit"
        form={props.formId}
        variant="contained"
        disabled={props.saving}
        sx={{ flex: { xs: 1, md: 'none' }, minWidth: 96 }}
      >
        {props.saving ? '正在保存…' : '保存'}
      </Button>
      <Button variant="outlined" onClick={props.onCancel} disabled={props.saving}>
        取消
      </Button>
      {!phone && (
        <Box
          sx={{ ml: 'auto', display: 'flex', alignItems: 'center', gap: 1, fontSize: '0.75rem', color: 'var(--ink3)' }}
        >
          {props.faults > 0 ? (
            <Box component="span" sx={{ color: 'error.main' }}>
              {props.faults} 处需要修改
            </Box>
          ) : props.dirty ? (
            '有未保存的修改'
          ) : (
            ''
          )}
          <KeyHint>Enter</KeyHint> 下一项 <KeyHint>Ctrl</KeyHint>+<KeyHint>Enter</KeyHint> 保存
        </Box>
      )}
    </Box>
  );
}
