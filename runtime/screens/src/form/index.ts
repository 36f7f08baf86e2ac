// Forms built from the model.
export { RecordForm } from './RecordForm.tsx';
