// Whether the phone's layout is on.
import useMediaQuery from '@mui/material/useMediaQuery';
import { phoneQuery } from './tokens.ts';

export function usePhone(): boolean {
  return useMediaQuery(phoneQuery, { noSsr: true });
}
