// What may be done with a draft. Every answer takes the place of what is cached; a failure is said, and what is there is read again.
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem, problemTitle, useToast } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import type { DocumentChange, Draft } from '../client/types.ts';
import { merged } from './WorkingDraft.tsx';

export function useDraftActs(draft: Draft) {
  const client = useQueryClient();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const keep = (saved: Draft): void => {
    client.setQueryData(doorKeys.draft(saved.id), saved);
    void client.invalidateQueries({ queryKey: doorKeys.drafts, exact: true });
  };
  /** @returns whether it was done */
  const run = async (act: () => Promise<Draft | null>, said: string): Promise<boolean> => {
    setBusy(true);
    try {
      const saved = await act();
      if (saved) keep(saved);
      toast({ text: said });
      return true;
    } catch (error) {
      toast({ text: problemTitle(error), tone: 'bad' });
      const known =
        error instanceof ApiProblem && (error.status === 409 || error.status === 412 || error.status === 404);
      if (known) await client.invalidateQueries({ queryKey: doorKeys.all });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const { id, version } = draft;
  return {
    busy,
    rename: (title: string, message: string) =>
      run(() => doorApi.saveDraft(id, version, { title, message }), '标题和说明已保存'),
    undo: (path: string) =>
      run(
        () => doorApi.saveDraft(id, version, { changes: (draft.changes ?? []).filter((one) => one.path !== path) }),
        '已撤销这份文档的改动',
      ),
    add: (changes: DocumentChange[], said: string) =>
      run(() => doorApi.saveDraft(id, version, { changes: merged(draft.changes ?? [], changes) }), said),
    submit: () => run(() => doorApi.submit(id), '已送审，等审批人批准'),
    approve: (hash: string, comment: string) => run(() => doorApi.approve(id, hash, comment), '已批准，可以发布'),
    reject: (comment: string) => run(() => doorApi.reject(id, comment), '已退回，起草人会看到意见'),
    drop: () =>
      run(async () => {
        await doorApi.dropDraft(id);
        await client.invalidateQueries({ queryKey: doorKeys.drafts });
        return null;
      }, '已放弃这份草稿'),
  };
}
