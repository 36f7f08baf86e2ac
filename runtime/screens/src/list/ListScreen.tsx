// A list: title and count, saved lists, filters, rows, side panel, pages. The same for every entity of the model.
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ListViewModel } from '@shijian/kernel';
import { useCount, useModel, usePreference } from '../client/index.ts';
import type { RecordJson, WireEntity } from '../client/index.ts';
import { RowsSkeleton, TextSkeleton } from '../parts/index.ts';
import { usePhone } from '../theme/index.ts';
import { BulkBar } from './BulkBar.tsx';
import { CardList } from './CardList.tsx';
import { arrangeColumns } from './arrange_columns.ts';
import { furtherColumns, viewColumns } from './columns.ts';
import { FilterBar } from './filters/FilterBar.tsx';
import { ListHeader } from './ListHeader.tsx';
import { listPreferenceKey } from './list_preference.ts';
import type { ListPreference } from './list_preference.ts';
import { listRequest } from './list_request.ts';
import { ListState } from './ListState.tsx';
import { Pager } from './Pager.tsx';
import { SavedTabs } from './SavedTabs.tsx';
import { useListAddress } from './useListAddress.ts';
import { useListKeys } from './useListKeys.ts';
import { useListPage } from './useListPage.ts';
import { useSelection } from './useSelection.ts';
import styles from './List.module.css';

const RecordGrid = lazy(() => import('./grid/RecordGrid.tsx'));
const RecordSide = lazy(() => import('../detail/RecordSide.tsx').then((module) => ({ default: module.RecordSide })));

export function ListScreen(props: { view: ListViewModel; entity: WireEntity }) {
  const { view, entity } = props;
  const model = useModel();
  const phone = usePhone();
  const state = useListAddress();
  const { address } = state;
  const preference = usePreference<ListPreference>(listPreferenceKey(view.name));
  const kept = preference.value ?? {};
  const columns = useMemo(
    () => arrangeColumns(viewColumns(model, view), furtherColumns(model, view), kept.columns ?? []),
    [model, view, kept.columns],
  );
  const shown = useMemo(() => columns.filter((column) => !column.hidden), [columns]);
  const request = useMemo(() => listRequest(model, view, address), [model, view, address]);
  const page = useListPage(entity.name, view.name, request, shown, address, kept.page_size ?? 20);
  // A browser sends six requests at a time to one server: counts wait until the rows are here.
  const counting = { enabled: page.known };
  const total = useCount(entity.name, { filter: request.filter, q: request.q, tenant: request.tenant }, counting);
  const all = useCount(entity.name, {}, counting);
  const selection = useSelection(`${view.name} ${request.filter ?? ''} ${request.q ?? ''} ${request.tenant ?? ''}`);
  const [sheet, setSheet] = useState(false);
  const records = page.query.data?.items ?? noRecords;
  const list = useRef<HTMLDivElement>(null);

  const { select, show } = state;
  const close = useCallback(() => select(null), [select]);
  useListKeys({ entity, records, row: address.row, select, toggle: selection.toggle, enabled: !phone });
  useEffect(() => {
    // The panel's record may have left this page (deleted, filtered away by somebody's change): the address forgets it.
    if (address.row && page.settled && page.known && !records.some((record) => record.id === address.row)) select(null);
  }, [address.row, page.settled, page.known, records, select]);

  const body = (
    <ListState
      query={page.query}
      entity={entity}
      address={address}
      onClear={() => show({ q: '', conditions: [], saved: null, sort: null })}
      create={view.actions.includes('create') && entity.can.create}
    >
      {phone ? (
        <CardList entity={entity} columns={shown} records={records} />
      ) : (
        <Suspense fallback={<RowsSkeleton />}>
          <RecordGrid
            entity={entity}
            columns={shown}
            records={records}
            stale={page.query.isPlaceholderData}
            sort={address.sort ?? view.sort[0] ?? null}
            row={address.row}
            selected={selection.ids}
            scrollKey={`${view.name} ${request.filter ?? ''} ${request.q ?? ''} ${request.sort ?? ''} ${address.after ?? ''}`}
            onSort={(sort) => show({ sort })}
            onOpen={select}
            onSelect={selection.replacePage}
            onColumns={(widths) => preference.save({ ...kept, columns: widths(columns) })}
          />
        </Suspense>
      )}
    </ListState>
  );

  return (
    <div className={styles['screen']} ref={list}>
      <ListHeader
        view={view}
        entity={entity}
        request={request}
        columns={shown}
        total={all.data ?? null}
        phone={phone}
      />
      <div className="sj-no-print">
        <SavedTabs view={view} entity={entity} state={state} preference={preference} counting={page.known} />
        <FilterBar
          view={view}
          entity={entity}
          state={state}
          columns={columns}
          phone={phone}
          sheet={sheet}
          onSheet={setSheet}
          onColumns={(next) => preference.save({ ...kept, columns: next })}
          total={total.data ?? null}
        />
      </div>
      <div className={address.row && !phone ? styles['split'] : styles['whole']}>
        <div className={phone ? styles['cards'] : styles['card']}>{body}</div>
        {address.row && !phone && (
          <aside className={`${styles['side']} sj-no-print`} aria-label="所选记录">
            <Suspense
              fallback={
                <div className={styles['waiting']}>
                  <TextSkeleton lines={10} />
                </div>
              }
            >
              <RecordSide
                key={address.row}
                entity={entity.name}
                id={address.row}
                {...(view.side ? { view: view.side } : {})}
                onClose={close}
              />
            </Suspense>
          </aside>
        )}
      </div>
      <div className={`${styles['foot']} sj-no-print`}>
        {!phone && (
          <BulkBar
            entity={entity}
            view={view}
            selection={selection}
            columns={shown}
            request={request}
            total={total.data ?? null}
          />
        )}
        <Pager
          page={page}
          total={total.data ?? null}
          size={kept.page_size ?? 20}
          phone={phone}
          onTurn={state.turn}
          onSize={(page_size) => {
            preference.save({ ...kept, page_size });
            state.turn(null, 1);
          }}
        />
      </div>
    </div>
  );
}

const noRecords: RecordJson[] = [];
