// What functions of packages offer to do with this record: a button each, which says afterwards what was done.
import Button from '@mui/material/Button';
import { problemTitle, useDoAct, type RecordJson, type WireEntity } from '../client/index.ts';
import { useToast } from '../parts/Toast.tsx';

export function RecordActs({ entity, record }: { entity: WireEntity; record: RecordJson }) {
  const toast = useToast();
  const act = useDoAct(entity.name);
  const press = (name: string) =>
    act.mutate(
      { id: record.id, act: name },
      {
        onSuccess: ({ message }) => toast({ text: message }),
        onError: (error) => toast({ text: problemTitle(error), tone: 'bad' }),
      },
    );
  return (entity.acts ?? []).map(({ name, label }) => (
    <Button
      key={name}
      variant="outlined"
      disabled={act.isPending}
      loading={act.isPending && act.variables.act === name}
      onClick={() => press(name)}
    >
      {label}
    </Button>
  ));
}
