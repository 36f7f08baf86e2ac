// The facts of a record as a key–value grid, section by section.
import Box from '@mui/material/Box';
import { isTrue, type FieldModel } from '@shijian/kernel';
import { useExpressionEnv, type RecordJson } from '../client/index.ts';
import { isWide } from '../fields/index.ts';
import { Chip } from '../parts/Chip.tsx';
import { withSectionTexts, type PlacedSection } from '../form/sections.ts';
import { RevealableValue } from './RevealableValue.tsx';

export function Sections({
  entity,
  sections,
  record,
}: {
  entity: string;
  sections: PlacedSection[];
  record: RecordJson;
}) {
  const makeEnv = useExpressionEnv();
  const env = makeEnv({ record, old: record });
  const isShown = (visible: FieldModel['visible']): boolean => visible === null || isTrue(visible, env);
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {withSectionTexts(sections, env)
        .filter((section) => isShown(section.visible))
        .map((section) => (
          <Box
            key={section.name}
            component="section"
            aria-label={section.label}
            sx={{
              bgcolor: 'background.paper',
              border: '1px solid',
              borderColor: 'divider',
              borderRadius: '8px',
              p: { xs: 2, md: 2.5 },
              breakInside: 'avoid',
            }}
          >
            <Box component="h2" sx={{ fontSize: '0.9375rem', fontWeight: 600, lineHeight: '22px', m: 0, mb: 1.25 }}>
              {section.label}
            </Box>
            <Box
              component="dl"
              sx={{
                m: 0,
                display: 'grid',
                columnGap: 3,
                rowGap: 1.25,
                gridTemplateColumns: {
                  xs: 'minmax(0,1fr)',
                  md: columns(Math.min(section.columns, 2)),
                  lg: columns(section.columns),
                },
              }}
            >
              {section.fields
                .filter((field) => isShown(field.visible))
                .map((field) => (
                  <Box
                    key={field.name}
                    sx={{
                      position: 'relative',
                      gridColumn: isWide(field) ? '1 / -1' : 'auto',
                      minWidth: 0,
                      // On the phone name and value share a line, or the page would be twice as long.
                      display: { xs: isWide(field) ? 'block' : 'grid', md: 'block' },
                      gridTemplateColumns: '104px minmax(0, 1fr)',
                      columnGap: 1,
                    }}
                  >
                    <KeyName field={field} alone={isWide(field) && field.label === section.label} />
                    <Box component="dd" sx={{ m: 0, minHeight: 24, overflowWrap: 'anywhere' }}>
                      <RevealableValue entity={entity} field={field} record={record} />
                    </Box>
                  </Box>
                ))}
            </Box>
          </Box>
        ))}
    </Box>
  );
}

/** Name of a fact, with 本局 where the bureau added it. */
export function KeyName({ field, alone = false }: { field: FieldModel; alone?: boolean }) {
  return (
    <Box
      component="dt"
      sx={{
        display: 'flex',
        alignItems: 'center',
        alignSelf: 'start',
        gap: 0.75,
        fontSize: '0.8125rem',
        lineHeight: '20px',
        color: 'var(--ink3)',
        ...(alone ? { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' } : {}),
      }}
    >
      {field.label}
      {field.own && <Chip label="本局" tone="info" plain small />}
    </Box>
  );
}

function columns(count: number): string {
  return `repeat(${count}, minmax(0, 1fr))`;
}
