// Grey shapes of what is coming, so that nothing jumps when it has come. They do not move.
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';

/** Rows of a table. */
export function RowsSkeleton(props: { rows?: number; height?: number }) {
  const height = props.height ?? 36;
  return (
    <div role="status" aria-label="正在载入" style={{ padding: '0 12px' }}>
      {Array.from({ length: props.rows ?? 12 }, (_, row) => (
        <Stack key={row} direction="row" spacing={3} sx={{ height, alignItems: 'center' }}>
          <Skeleton variant="rounded" width="24%" height={12} />
          <Skeleton variant="rounded" width="18%" height={12} />
          <Skeleton variant="rounded" width={`${10 + ((row * 5) % 9)}%`} height={12} />
          <Skeleton variant="rounded" width="12%" height={12} />
        </Stack>
      ))}
    </div>
  );
}

/** Lines of text. */
export function TextSkeleton(props: { lines?: number }) {
  return (
    <Stack spacing={1.25} role="status" aria-label="正在载入">
      {Array.from({ length: props.lines ?? 4 }, (_, line) => (
        <Skeleton key={line} variant="rounded" height={12} width={`${92 - ((line * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

/** A whole page: title, bar, card. */
export function PageSkeleton() {
  return (
    <Stack spacing={2} sx={{ p: 3 }} role="status" aria-label="正在载入">
      <Skeleton variant="rounded" width={180} height={24} />
      <Skeleton variant="rounded" height={36} />
      <Skeleton variant="rounded" height={360} />
    </Stack>
  );
}
