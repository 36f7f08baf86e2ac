// Uploads under way: progress, faults and cancelling from the list. What has arrived is given to `onStored` at once.
import { useRef, useState } from 'react';
import { api, problemTitle, type FileJson } from '../client/index.ts';

export interface Upload {
  key: number;
  name: string;
  /** Object URL of a picture, for the thumbnail while it travels. */
  picture: string | null;
  /** 0 … 1 */
  part: number;
  fault: string | null;
}

export interface Uploads {
  items: Upload[];
  start(files: File[]): void;
  retry(key: number): void;
  drop(key: number): void;
}

/** Sends a file, telling how far it is. */
export type SendFile = (file: File, onProgress: (part: number) => void) => Promise<FileJson>;

/** @param sendFile by default into the session's own files */
export function useUploads(onStored: (file: FileJson) => void, sendFile: SendFile = api.uploadFile): Uploads {
  const [items, setItems] = useState<Upload[]>([]);
  const next = useRef(0);
  const sources = useRef(new Map<number, File>());
  const stored = useRef(onStored);
  stored.current = onStored;

  const change = (key: number, patch: Partial<Upload>) =>
    setItems((all) => all.map((item) => (item.key === key ? { ...item, ...patch } : item)));
  const drop = (key: number) => {
    sources.current.delete(key);
    setItems((all) => {
      const gone = all.find((item) => item.key === key);
      if (gone?.picture) URL.revokeObjectURL(gone.picture);
      return all.filter((item) => item.key !== key);
    });
  };
  const send = async (key: number, file: File) => {
    change(key, { part: 0, fault: null });
    try {
      const answer = await sendFile(file, (part) => change(key, { part }));
      // Taken off the list meanwhile: the file stays unattached on the server and is cleaned up there.
      if (!sources.current.has(key)) return;
      drop(key);
      stored.current(answer);
    } catch (error) {
      change(key, { fault: problemTitle(error) });
    }
  };
  return {
    items,
    drop,
    start(files) {
      for (const file of files) {
        const key = next.current++;
        sources.current.set(key, file);
        const picture = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
        setItems((all) => [...all, { key, name: file.name, picture, part: 0, fault: null }]);
        void send(key, file);
      }
    },
    retry(key) {
      const file = sources.current.get(key);
      if (file !== undefined) void send(key, file);
    },
  };
}
