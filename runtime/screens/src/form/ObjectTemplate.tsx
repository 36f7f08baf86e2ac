// Sections of the form as cards; inside each a grid of one to three columns, one on the phone.
import Box from '@mui/material/Box';
import type { ObjectFieldTemplateProps } from '@rjsf/utils';
import { useFormScope } from './form_scope.ts';
import { sectionId } from './section_id.ts';

interface SectionLayout {
  name: string;
  label: string;
  columns: number;
  fields: string[];
}

export function ObjectTemplate(props: ObjectFieldTemplateProps) {
  const { conditions } = useFormScope();
  // Written by build_schema.ts, read only here.
  const sections = (props.uiSchema?.['ui:options']?.['sections'] ?? []) as SectionLayout[];
  const byName = new Map(props.properties.map((property) => [property.name, property]));
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {sections
        .filter((section) => conditions.sections.has(section.name))
        .map((section) => (
          <Box
            key={section.name}
            component="section"
            id={sectionId(section.name)}
            aria-labelledby={`${sectionId(section.name)}__title`}
            sx={{
              bgcolor: 'background.paper',
              border: '1px solid',
              borderColor: 'divider',
              borderRadius: '8px',
              p: { xs: 2, md: 2.5 },
              scrollMarginTop: 72,
            }}
          >
            <Box
              component="h2"
              id={`${sectionId(section.name)}__title`}
              sx={{ fontSize: '0.9375rem', fontWeight: 600, lineHeight: '22px', m: 0, mb: 1.75 }}
            >
              {section.label}
            </Box>
            <Box
              sx={{
                display: 'grid',
                columnGap: 2.5,
                rowGap: 2,
                gridTemplateColumns: {
                  xs: 'minmax(0, 1fr)',
                  md: columns(Math.min(section.columns, 2)),
                  lg: columns(section.columns),
                },
                alignItems: 'start',
              }}
            >
              {section.fields
                .filter((name) => conditions.shown.has(name))
                .map((name) => {
                  const wide: unknown = props.uiSchema?.[name]?.['ui:options']?.wide;
                  return (
                    <Box key={name} sx={wide === true ? { gridColumn: '1 / -1' } : { minWidth: 0 }}>
                      {byName.get(name)?.content}
                    </Box>
                  );
                })}
            </Box>
          </Box>
        ))}
    </Box>
  );
}

function columns(count: number): string {
  return `repeat(${count}, minmax(0, 1fr))`;
}
