// Sections of a long form at its side: where one is, where something is to be corrected.
import { useEffect, useState } from 'react';
import Box from '@mui/material/Box';
import { prefersStill } from './focus.ts';
import { sectionId } from './section_id.ts';

export interface IndexEntry {
  name: string;
  label: string;
  faults: number;
}

export function SectionIndex({ entries }: { entries: IndexEntry[] }) {
  const [current, setCurrent] = useState(entries[0]?.name ?? '');
  const names = entries.map((entry) => entry.name).join(' ');
  useEffect(() => {
    const observer = new IntersectionObserver(
      (seen) => {
        const first = seen
          .filter((entry) => entry.isIntersecting)
          .sort((a, b) => a.boundingClientRect.top - b.boundingClientRect.top)[0];
        if (first !== undefined) setCurrent(first.target.id);
      },
      { rootMargin: '-64px 0px -60% 0px' },
    );
    for (const name of names.split(' ')) {
      const section = document.getElementById(sectionId(name));
      if (section !== null) observer.observe(section);
    }
    return () => observer.disconnect();
  }, [names]);
  return (
    <Box
      component="nav"
      aria-label="表单目录"
      sx={{
        position: 'sticky',
        top: 16,
        alignSelf: 'start',
        display: { xs: 'none', lg: 'block' },
        borderLeft: '1px solid',
        borderColor: 'divider',
      }}
    >
      {entries.map((entry) => {
        const active = current === sectionId(entry.name);
        return (
          <Box
            key={entry.name}
            component="a"
            href={`#${sectionId(entry.name)}`}
            aria-current={active ? 'true' : undefined}
            onClick={(event) => {
              event.preventDefault();
              document
                .getElementById(sectionId(entry.name))
                ?.scrollIntoView({ behavior: prefersStill() ? 'instant' : 'smooth' });
              setCurrent(sectionId(entry.name));
            }}
            sx={{
              display: 'flex',
              justifyContent: 'space-between',
              gap: 1,
              ml: '-1px',
              pl: 1.5,
              pr: 1,
              py: 0.5,
              fontSize: '0.8125rem',
              textDecoration: 'none',
              borderLeft: '2px solid',
              borderColor: active ? 'primary.main' : 'transparent',
              color: active ? 'primary.main' : 'text.secondary',
              fontWeight: active ? 600 : 400,
            }}
          >
            {entry.label}
            {entry.faults > 0 && (
              <Box
                component="span"
                sx={{ color: 'error.main', fontWeight: 600 }}
                aria-label={`${entry.faults} 处需要修改`}
              >
                {entry.faults}
              </Box>
            )}
          </Box>
        );
      })}
    </Box>
  );
}
