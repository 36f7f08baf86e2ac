// One record, as a page and as a panel beside a list.
export { RecordDetail } from './RecordDetail.tsx';
export { PastRecord } from '../history/index.ts';
export { RecordSide } from './RecordSide.tsx';
