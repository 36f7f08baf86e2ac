// Candidates of one entity, searched at the server and narrowed by the field's own condition.
import { useMemo, useState } from 'react';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import Button from '@mui/material/Button';
import AddIcon from '@mui/icons-material/AddRounded';
import { evaluate } from '@shijian/kernel';
import {
  api,
  useExpressionEnv,
  useModel,
  useRecords,
  type RecordJson,
  type RefJson,
  type RowJson,
} from '../../client/index.ts';
import { paths } from '../../parts/paths.ts';
import { refsOf } from '../cell_text.ts';
import { matchesText } from '../pinyin.ts';
import { Picker } from '../picker/Picker.tsx';
import type { Option } from '../picker/option.ts';
import { useLists } from '../useLists.ts';
import type { WidgetProps } from '../contract.ts';
import { filterText } from './filter_text.ts';
import { asRef, factFields, factsOf } from './facts.ts';
import { useSettled } from './useSettled.ts';

const MOST = 20;

export function RefPicker(
  props: WidgetProps & { entity: string; multiple?: boolean; chosen: string[]; onChosen(ids: string[]): void },
) {
  const { entity, field, chosen } = props;
  const model = useModel();
  const lists = useLists();
  const client = useQueryClient();
  const makeEnv = useExpressionEnv();
  const target = model.entities[entity];
  const [query, setQuery] = useState<string | null>(null);
  const settled = useSettled(query ?? '', 200);
  const filter = field.choose === null ? null : filterText(field.choose, props.beside);
  // Who looks across bureaus still points at records of his own.
  const own = target?.across === true ? { tenant: model.tenant.name } : {};
  const page = useRecords(
    entity,
    {
      ...(settled.trim() === '' ? {} : { q: settled.trim() }),
      ...(filter === null ? {} : { filter }),
      limit: MOST,
      ...own,
    },
    { enabled: query !== null && target !== undefined },
  );
  const titles = useQueries({
    queries: chosen.map((id) => ({
      queryKey: ['title', entity, id],
      queryFn: () => api.title(entity, id),
      enabled: target !== undefined && knownTitle(props.beside, field.name, id) === null,
      staleTime: Infinity,
      retry: false,
    })),
  });

  const facts = useMemo(() => (target === undefined ? [] : factFields(model, target)), [model, target]);
  // Until the search for what is typed has answered, Enter must not take what an earlier one brought.
  const answered = settled === (query ?? '') && !page.isPlaceholderData;
  const candidates = (page.data?.items ?? []).filter(
    (record) => isCandidate(record) && (answered || matchesText(query ?? '', record._title)),
  );
  const options = candidates.map((record): Option => ({
    key: record.id,
    label: record._title,
    facts: factsOf(record, facts, lists),
  }));
  const shown = chosen.map((id, i) => ({
    key: id,
    label:
      knownTitle(props.beside, field.name, id) ??
      titles[i]?.data?.title ??
      (titles[i]?.isError === true ? '（无权查看）' : '…'),
  }));

  function isCandidate(record: RecordJson): boolean {
    if (field.choose === null || filter !== null) return true;
    // Not sayable as a filter: what is definitely out is left out here, and the server decides in the end.
    return evaluate(field.choose, makeEnv({ it: record, record: props.beside })) !== false;
  }
  function pick(ids: string[]) {
    const picked = ids.flatMap((id) => candidates.find((candidate) => candidate.id === id) ?? []);
    const refs = picked.map((record): RefJson => asRef(entity, record));
    for (const ref of refs) client.setQueryData(['title', entity, ref.id], { id: ref.id, title: ref.title });
    if (props.multiple !== true) props.onPick?.(refs[0] ?? null);
    props.onChosen(ids);
  }

  return (
    <Picker
      id={props.id}
      name={field.label}
      label={props.label}
      multiple={props.multiple === true}
      chosen={shown}
      options={options}
      loading={!answered || (page.isFetching && page.data === undefined)}
      nothing={
        page.error
          ? '没有取到，请检查网络后再试'
          : settled.trim() === ''
            ? `还没有${target?.label ?? '可选的记录'}`
            : `没有找到“${settled.trim()}”`
      }
      disabled={props.disabled || target === undefined}
      required={props.required}
      faulty={props.faults.length > 0}
      describedBy={props.describedBy}
      placeholder={`输入名称或编号查找${target?.label ?? ''}`}
      onQuery={setQuery}
      onChange={(next) => pick(next.map(({ key }) => key))}
      onBlur={props.onBlur}
      footer={
        target?.can.create === true ? (
          <Button
            size="small"
            component="a"
            href={paths.create(entity)}
            target="_blank"
            rel="noopener"
            startIcon={<AddIcon />}
          >
            新建{target.label}
          </Button>
        ) : undefined
      }
    />
  );
}

function knownTitle(beside: RowJson, name: string, id: string): string | null {
  return refsOf(beside, name).find((ref) => ref.id === id)?.title ?? null;
}
