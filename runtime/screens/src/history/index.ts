// The history of a record.
export { actionWords } from './action_words.ts';
export { HistoryTab } from './HistoryTab.tsx';
export { useHistory } from './useHistory.ts';
