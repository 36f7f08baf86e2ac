// Pages of one record: seen, changed, newly made. Which record is said by the address, everything else by the model.
import { useNavigate, useParams, useSearchParams } from 'react-router-dom';
import {
  PageHeader,
  PastRecord,
  RecordDetail,
  RecordForm,
  RoleEditor,
  paths,
  useEntity,
  useModel,
  useRecord,
  useToast,
} from '@shijian/screens';

export function RecordDetailPage() {
  const { entity = '', id = '' } = useParams();
  return <RecordDetail key={`${entity}/${id}`} entity={entity} id={id} />;
}

/** The record as it was shown when one of its versions was written. */
export function PastRecordPage() {
  const { entity = '', id = '', version = '' } = useParams();
  return <PastRecord key={`${entity}/${id}`} entity={entity} id={id} version={Number(version)} />;
}

export function RecordEditPage() {
  const { entity: name = '', id = '' } = useParams();
  const entity = useEntity(name);
  const record = useRecord(name, id);
  const navigate = useNavigate();
  const toast = useToast();
  const title = record.data?._title;
  if (entity.source === 'role') {
    const code = record.data?.['code'];
    return (
      <>
        <PageHeader title={`编辑${entity.label}`} sub={title} />
        {typeof code === 'string' && <RoleEditor entity={name} id={id} name={code} />}
      </>
    );
  }
  return (
    <>
      <PageHeader title={`编辑${entity.label}`} sub={title} />
      <RecordForm
        key={`${name}/${id}`}
        entity={name}
        id={id}
        onSaved={(saved) => {
          toast({ text: `已保存“${saved._title}”` });
          navigate(paths.record(name, id), { replace: true });
        }}
        onCancel={() => navigate(paths.record(name, id), { replace: true })}
      />
    </>
  );
}

export function RecordCreatePage() {
  const { entity: name = '' } = useParams();
  const entity = useEntity(name);
  const model = useModel();
  const navigate = useNavigate();
  const toast = useToast();
  const given = useGiven(entity.fields.map((field) => field.name));
  if (entity.source === 'role') {
    return (
      <>
        <PageHeader title={`新建${entity.label}`} />
        <RoleEditor entity={name} id={null} name={null} />
      </>
    );
  }
  const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === name);
  return (
    <>
      <PageHeader title={`新建${entity.label}`} />
      <RecordForm
        key={name}
        entity={name}
        given={given}
        onSaved={(saved) => {
          toast({ text: `已新建“${saved._title}”` });
          navigate(paths.record(name, saved.id), { replace: true });
        }}
        onCancel={() => navigate(list ? paths.list(list.name) : paths.home(), { replace: true })}
      />
    </>
  );
}

/** Values that a link brought along: `?subject=<id>` from the tab of a subject. */
function useGiven(fields: string[]): Record<string, string> {
  const [search] = useSearchParams();
  return Object.fromEntries([...search].filter(([name]) => fields.includes(name)));
}
