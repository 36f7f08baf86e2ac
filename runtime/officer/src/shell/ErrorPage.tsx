// What is shown when a page breaks: the menu stays, and so does everything that was saved.
import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import { ErrorState, paths } from '@shijian/screens';

export function ErrorPage(props: { error?: unknown; resetErrorBoundary?: (...args: unknown[]) => void }) {
  return (
    <ErrorState
      error={props.error}
      {...(props.resetErrorBoundary ? { onRetry: () => props.resetErrorBoundary?.() } : {})}
      actions={
        <Button variant="contained" component={Link} to={paths.home()} onClick={() => props.resetErrorBoundary?.()}>
          回到首页
        </Button>
      }
    />
  );
}
