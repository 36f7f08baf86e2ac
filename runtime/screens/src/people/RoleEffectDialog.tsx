// Before a role is saved: whose rights change, and how many records more or fewer they will see.
import Box from '@mui/material/Box';
import type { RoleEffect } from '../client/index.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';

/** @param props.onConfirm rejects with an ApiProblem, which is shown */
export function RoleEffectDialog(props: {
  label: string;
  effect: RoleEffect;
  onConfirm(): Promise<void>;
  onClose(): void;
}) {
  const { waits, lines } = props.effect;
  return (
    <ConfirmDialog
      open
      title={waits ? `把角色“${props.label}”交给同事复核？` : `保存角色“${props.label}”？`}
      confirm={waits ? '存成草稿' : '保存并生效'}
      onConfirm={props.onConfirm}
      onClose={props.onClose}
    >
      {lines.length === 0 ? (
        '没有改动谁的权限。'
      ) : (
        <>
          {waits ? '审批、发布以后：' : '保存后马上这样：'}
          <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5, listStyle: 'disc', color: 'text.primary' }}>
            {lines.map(({ text }, i) => (
              <li key={i}>{text}</li>
            ))}
          </Box>
        </>
      )}
    </ConfirmDialog>
  );
}
