// Tabs under a title: the record itself, what belongs to it with counts, and its changes.
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import type { DetailTab } from '@shijian/kernel';
import type { RecordJson } from '../client/index.ts';
import { countText } from '../parts/format.ts';
import { useTabCount } from './useTabCount.ts';

export const OVERVIEW = 'overview';
export const HISTORY = 'history';

/** @param props.overview label of the first tab; absent for a panel that shows the facts above */
export function RecordTabs(props: {
  idPrefix: string;
  record: RecordJson;
  tabs: DetailTab[];
  overview?: string;
  history: string | null;
  current: string;
  onChange(name: string): void;
}) {
  return (
    <Tabs
      value={props.current}
      onChange={(_, next: string) => props.onChange(next)}
      variant="scrollable"
      scrollButtons={false}
      aria-label="内容"
      sx={{ borderBottom: '1px solid', borderColor: 'divider', minHeight: 38 }}
    >
      {props.overview !== undefined && (
        <Tab value={OVERVIEW} label={props.overview} {...ids(props.idPrefix, OVERVIEW)} />
      )}
      {props.overview === undefined && props.history !== null && (
        <Tab value={HISTORY} label={props.history} {...ids(props.idPrefix, HISTORY)} />
      )}
      {props.tabs.map((tab) => (
        <Tab
          key={tab.name}
          value={tab.name}
          label={<CountedLabel tab={tab} record={props.record} />}
          {...ids(props.idPrefix, tab.name)}
        />
      ))}
      {props.overview !== undefined && props.history !== null && (
        <Tab value={HISTORY} label={props.history} {...ids(props.idPrefix, HISTORY)} />
      )}
    </Tabs>
  );
}

function CountedLabel({ tab, record }: { tab: DetailTab; record: RecordJson }) {
  const count = useTabCount(tab, record);
  return (
    <span>
      {tab.label}
      {count.data ? ` ${countText(count.data)}` : ''}
    </span>
  );
}

function ids(prefix: string, name: string) {
  return { id: `${prefix}_tab_${name}`, 'aria-controls': `${prefix}_panel` };
}
