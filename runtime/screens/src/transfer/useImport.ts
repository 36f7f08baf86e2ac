// The steps of an import: nothing chosen, checking, checked, importing, done.
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { afterWrite, api, type ImportReport } from '../client/index.ts';
import { decodeCsv, withoutReport } from './csv_text.ts';

export type ImportState =
  | { step: 'start'; refusal: string | null }
  | { step: 'working'; name: string }
  | { step: 'checked'; name: string; text: string; report: ImportReport }
  | { step: 'done'; name: string; text: string; report: ImportReport }
  | { step: 'failed'; error: unknown };

export interface ImportJob {
  state: ImportState;
  check(file: File): Promise<void>;
  commit(): Promise<void>;
  reset(): void;
}

export function useImport(entity: string): ImportJob {
  const client = useQueryClient();
  const [state, setState] = useState<ImportState>({ step: 'start', refusal: null });
  const send = async (text: string, name: string, dryRun: boolean) => {
    setState({ step: 'working', name });
    try {
      const report = await api.importCsv(entity, new Blob([text]), dryRun);
      setState({ step: dryRun ? 'checked' : 'done', name, text, report });
      if (!dryRun) afterWrite(client, entity);
    } catch (error) {
      setState({ step: 'failed', error });
    }
  };
  return {
    state,
    reset: () => setState({ step: 'start', refusal: null }),
    async check(file) {
      if (/\.(xlsx?|et)$/i.test(file.name)) {
        setState({ step: 'start', refusal: `“${file.name}”是表格文件，请在 Excel 或 WPS 里另存为 CSV 再选` });
        return;
      }
      const text = withoutReport(decodeCsv(new Uint8Array(await file.arrayBuffer())));
      await send(text, file.name, true);
    },
    async commit() {
      if (state.step === 'checked') await send(state.text, state.name, false);
    },
  };
}
