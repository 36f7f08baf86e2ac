// Buttons beside the title of a record that stands over rows of the platform.
import type { ReactNode } from 'react';
import type { RecordJson, WireEntity } from '../client/index.ts';
import { AccountActions } from './AccountActions.tsx';
import { RegistrationActions } from './RegistrationActions.tsx';
import { RoleActions } from './RoleActions.tsx';
import { SessionActions } from './SessionActions.tsx';

const actions: Record<string, (props: { entity: WireEntity; record: RecordJson }) => ReactNode> = {
  account: AccountActions,
  registration: RegistrationActions,
  role: RoleActions,
  session: SessionActions,
};

export function SourceActions(props: { entity: WireEntity; record: RecordJson }) {
  const Actions = props.entity.source === null ? undefined : actions[props.entity.source];
  return Actions ? <Actions {...props} /> : null;
}
