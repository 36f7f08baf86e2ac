// The editor itself: only what the kernel's tree knows can be made in it.
import { useEffect, useRef, useState } from 'react';
import { EditorContent, useEditor, useEditorState, type Editor, type JSONContent } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import OutlinedInput from '@mui/material/OutlinedInput';
import Button from '@mui/material/Button';
import BoldIcon from '@mui/icons-material/FormatBoldRounded';
import ItalicIcon from '@mui/icons-material/FormatItalicRounded';
import UnderlineIcon from '@mui/icons-material/FormatUnderlinedRounded';
import TitleIcon from '@mui/icons-material/TitleRounded';
import BulletsIcon from '@mui/icons-material/FormatListBulletedRounded';
import NumbersIcon from '@mui/icons-material/FormatListNumberedRounded';
import QuoteIcon from '@mui/icons-material/FormatQuoteRounded';
import LinkIcon from '@mui/icons-material/LinkRounded';
import UndoIcon from '@mui/icons-material/UndoRounded';
import type { WidgetProps } from '../contract.ts';
import { richTextSx } from './RichTextShown.tsx';

const KNOWN = StarterKit.configure({
  heading: { levels: [2, 3] },
  code: false,
  codeBlock: false,
  link: {
    openOnClick: false,
    protocols: ['http', 'https', 'mailto'],
    autolink: true,
    HTMLAttributes: { rel: null, target: null, class: null },
  },
});

export default function RichTextEditor(props: WidgetProps) {
  const sent = useRef<unknown>(props.value);
  const name = props.label ?? props.field.label;
  const editor = useEditor({
    extensions: [KNOWN],
    content: documentOf(props.value),
    editable: !props.disabled,
    editorProps: {
      attributes: {
        id: props.id,
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': name,
        ...(props.describedBy ? { 'aria-describedby': props.describedBy } : {}),
        ...(props.required ? { 'aria-required': 'true' } : {}),
      },
    },
    onUpdate: ({ editor: now }) => {
      sent.current = now.isEmpty ? null : clean(now.getJSON());
      props.onChange(sent.current);
    },
    onBlur: () => props.onBlur(),
  });
  // Set from outside: a draft, a clash, 撤销.
  useEffect(() => {
    if (props.value === sent.current) return;
    sent.current = props.value;
    editor.commands.setContent(documentOf(props.value) ?? '', { emitUpdate: false });
  }, [editor, props.value]);
  useEffect(() => editor.setEditable(!props.disabled), [editor, props.disabled]);

  const faulty = props.faults.length > 0;
  return (
    <Box
      sx={{
        border: '1px solid',
        borderColor: faulty ? 'error.main' : 'var(--field)',
        borderRadius: '6px',
        bgcolor: 'background.paper',
        '&:focus-within': { borderColor: 'primary.main' },
        '& .tiptap': { ...richTextSx, minHeight: 96, maxHeight: 420, overflow: 'auto', p: 1.25, outline: 'none' },
      }}
    >
      <Toolbar editor={editor} name={name} disabled={props.disabled} />
      <EditorContent editor={editor} />
    </Box>
  );
}

function Toolbar({ editor, name, disabled }: { editor: Editor; name: string; disabled: boolean }) {
  const [linking, setLinking] = useState<string | null>(null);
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      underline: now.isActive('underline'),
      heading: now.isActive('heading'),
      bullets: now.isActive('bulletList'),
      numbers: now.isActive('orderedList'),
      quote: now.isActive('blockquote'),
      link: now.isActive('link'),
    }),
  });
  const chain = () => editor.chain().focus();
  const buttons: [string, boolean, typeof BoldIcon, () => void][] = [
    ['加粗', on.bold, BoldIcon, () => chain().toggleBold().run()],
    ['斜体', on.italic, ItalicIcon, () => chain().toggleItalic().run()],
    ['下划线', on.underline, UnderlineIcon, () => chain().toggleUnderline().run()],
    ['小标题', on.heading, TitleIcon, () => chain().toggleHeading({ level: 2 }).run()],
    ['项目符号', on.bullets, BulletsIcon, () => chain().toggleBulletList().run()],
    ['编号列表', on.numbers, NumbersIcon, () => chain().toggleOrderedList().run()],
    ['引用', on.quote, QuoteIcon, () => chain().toggleBlockquote().run()],
    ['链接', on.link, LinkIcon, () => (on.link ? chain().unsetLink().run() : setLinking('https://'))],
    ['撤销', false, UndoIcon, () => chain().undo().run()],
  ];
  function link() {
    if (linking !== null && /^(?:https?:\/\/|mailto:)\S+$/i.test(linking))
      chain().extendMarkRange('link').setLink({ href: linking }).run();
    setLinking(null);
  }
  return (
    <Box sx={{ borderBottom: '1px solid var(--line)', px: 0.5, py: 0.25 }}>
      <Box role="toolbar" aria-label={`${name}的格式`} sx={{ display: 'flex', flexWrap: 'wrap' }}>
        {buttons.map(([label, active, Icon, act]) => (
          <IconButton
            key={label}
            size="small"
            aria-label={label}
            title={label}
            aria-pressed={active}
            disabled={disabled}
            onMouseDown={(event) => event.preventDefault()}
            onClick={act}
            sx={{
              borderRadius: '6px',
              color: active ? 'primary.main' : 'var(--ink2)',
              bgcolor: active ? 'var(--brand-soft)' : undefined,
            }}
          >
            <Icon fontSize="small" />
          </IconButton>
        ))}
      </Box>
      {linking !== null && (
        <Box sx={{ display: 'flex', gap: 1, p: 0.5 }}>
          <OutlinedInput
            size="small"
            fullWidth
            autoFocus
            value={linking}
            inputProps={{ 'aria-label': '链接地址' }}
            onChange={(event) => setLinking(event.target.value)}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return;
              if (event.key === 'Enter') {
                event.preventDefault();
                link();
              }
              if (event.key === 'Escape') setLinking(null);
            }}
          />
          <Button size="small" variant="outlined" onClick={link}>
            加链接
          </Button>
        </Box>
      )}
    </Box>
  );
}

function documentOf(value: unknown): JSONContent | null {
  return typeof value === 'object' && value !== null ? (value as JSONContent) : null;
}

/** Attributes that the tree does not keep are left off, so that what is sent is what comes back. */
function clean(node: JSONContent): JSONContent {
  const out: JSONContent = { type: node.type ?? '' };
  if (node.type === 'text') out.text = node.text ?? '';
  if (node.type === 'heading') out.attrs = { level: (node.attrs as { level?: number } | undefined)?.level ?? 2 };
  if (node.marks && node.marks.length > 0)
    out.marks = node.marks.map((mark) =>
      mark.type === 'link'
        ? { type: 'link', attrs: { href: String((mark.attrs as { href?: unknown } | undefined)?.href ?? '') } }
        : { type: mark.type },
    );
  if (node.content && node.content.length > 0) out.content = node.content.map(clean);
  return out;
}
