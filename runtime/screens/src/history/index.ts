// The history of a record.
export { wordsOf } from './action_words.ts';
export { HistoryTab } from './HistoryTab.tsx';
export { PastRecord } from './PastRecord.tsx';
export { useHistory } from './useHistory.ts';
