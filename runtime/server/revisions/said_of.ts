// Who made a revision and what he said of it, in SQL. Rows of the first installations say it in English; they stay as they were written.

/** @param alias of platform.revision @returns SQL texts */
export function saidOf(alias: string): { by: string; note: string } {
  const { by_name, note } = { by_name: `${alias}.by_name`, note: `${alias}.note` };
  return {
    by: `(case ${by_name} when 'boot' then '系统' else ${by_name} end)`,
    note: `(case ${note} when 'documents on disk' then '按磁盘上的配置更新' else ${note} end)`,
  };
}
