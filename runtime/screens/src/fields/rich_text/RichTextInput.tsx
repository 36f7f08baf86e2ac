// Writing with headings, lists and links. The editor is loaded when a form first shows one.
import { lazy, Suspense } from 'react';
import Skeleton from '@mui/material/Skeleton';
import type { WidgetProps } from '../contract.ts';

const RichTextEditor = lazy(() => import('./RichTextEditor.tsx'));

export function RichTextInput(props: WidgetProps) {
  return (
    <Suspense fallback={<Skeleton variant="rounded" height={140} />}>
      <RichTextEditor {...props} />
    </Suspense>
  );
}
