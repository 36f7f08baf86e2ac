-- Pairs of characters in a third of the time: every written row with a text to search pays for them. An expression alone, so that neither
-- an index nor a query calls a function of SQL for it. White space is taken out before; the pairs across it that come of that, and the odd
-- character at the end, are more than anybody asks for and never fewer, so what an index holds already need not be built again: whoever
-- searches asks for pairs within words and holds the text against them afterwards.
create or replace function platform.bigrams(text) returns text[] language sql immutable parallel safe
return array_remove(
  string_to_array(
    regexp_replace(translate($1, E' \n\t\r\f\v', ''), '(..)', E'\\1\n', 'g') || E'\n'
      || regexp_replace(substr(translate($1, E' \n\t\r\f\v', ''), 2), '(..)', E'\\1\n', 'g'),
    E'\n'),
  '') collate "C";
