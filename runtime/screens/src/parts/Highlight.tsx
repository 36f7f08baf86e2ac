// The part of a text that was searched for, marked.

export function Highlight(props: { text: string; find: string }) {
  const at = props.find === '' ? -1 : props.text.toLowerCase().indexOf(props.find.toLowerCase());
  if (at < 0) return props.text;
  const end = at + props.find.length;
  return (
    <>
      {props.text.slice(0, at)}
      <mark style={{ background: 'none', color: 'var(--brand)', fontWeight: 600 }}>{props.text.slice(at, end)}</mark>
      {props.text.slice(end)}
    </>
  );
}
