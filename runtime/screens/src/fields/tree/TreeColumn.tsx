// Lines of one level of a tree, or of search results.
import { useEffect, useRef } from 'react';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import type { CodeModel } from '@shijian/kernel';

export function TreeColumn(props: {
  codes: CodeModel[];
  active: string | null;
  phone: boolean;
  isLeaf(code: CodeModel): boolean;
  labelOf(code: CodeModel): string;
  onTake(code: CodeModel): void;
}) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
  }, [props.codes, props.active]);
  return (
    <Box component="ul" ref={list} data-column="" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {props.codes.map((code) => (
        <li key={code.code}>
          <ButtonBase
            data-line=""
            aria-current={code.code === props.active}
            onClick={() => props.onTake(code)}
            sx={{
              width: '100%',
              justifyContent: 'space-between',
              gap: 1,
              textAlign: 'left',
              minHeight: props.phone ? 44 : 32,
              px: 1,
              borderRadius: '5px',
              fontSize: props.phone ? '1rem' : '0.875rem',
              '&:hover': { bgcolor: 'var(--page)' },
              '&[aria-current=true]': { bgcolor: 'var(--brand-soft)', color: 'var(--brand)', fontWeight: 600 },
            }}
          >
            <span>{props.labelOf(code)}</span>
            <Box
              component="span"
              sx={{ color: 'var(--ink3)', fontSize: '0.75rem', fontWeight: 400, whiteSpace: 'nowrap' }}
            >
              {code.code}
              {props.isLeaf(code) ? '' : ' ›'}
            </Box>
          </ButtonBase>
        </li>
      ))}
    </Box>
  );
}
