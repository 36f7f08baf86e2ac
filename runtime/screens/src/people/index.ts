// What is done with people beside reading and writing their records: by the source that an entity stands over.
export { SourceActions } from './SourceActions.tsx';
export { RoleEditor } from './RoleEditor.tsx';
export { SourceListActions } from './SourceListActions.tsx';
export { SourcePanel } from './SourcePanel.tsx';
