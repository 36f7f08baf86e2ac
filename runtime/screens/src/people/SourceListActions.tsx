// What is made from a list whose records are not made by a form.
import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import type { WireEntity } from '../client/index.ts';
import { paths } from '../parts/paths.ts';

export function SourceListActions({ entity }: { entity: WireEntity }) {
  if (entity.source !== 'role' || entity.granted?.includes('create') !== true) return null;
  return (
    <Button variant="contained" component={Link} to={paths.create(entity.name)}>
      新建{entity.label}
    </Button>
  );
}
