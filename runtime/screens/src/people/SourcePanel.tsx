// What a record that stands over rows of the platform shows above its fields.
import type { ReactNode } from 'react';
import type { RecordJson, WireEntity } from '../client/index.ts';
import { AccountPanel } from './AccountPanel.tsx';
import { AuditPanel } from './AuditPanel.tsx';
import { RolePanel } from './RolePanel.tsx';

const panels: Record<string, (props: { entity: WireEntity; record: RecordJson }) => ReactNode> = {
  account: AccountPanel,
  audit: AuditPanel,
  role: RolePanel,
};

export function SourcePanel(props: { entity: WireEntity; record: RecordJson }) {
  const Panel = props.entity.source === null ? undefined : panels[props.entity.source];
  return Panel ? <Panel {...props} /> : null;
}
