// Addresses of the officer's pages. Links are made here and nowhere else.

export const paths = {
  home: () => '/',
  login: () => '/login',
  /** @param query "saved=expiring" */
  list: (view: string, query?: string) => `/list/${encodeURIComponent(view)}${query ? `?${query}` : ''}`,
  record: (entity: string, id: string) => `/record/${encodeURIComponent(entity)}/${encodeURIComponent(id)}`,
  edit: (entity: string, id: string) => `${paths.record(entity, id)}/edit`,
  /** As it was shown and judged when this version was written. */
  asOf: (entity: string, id: string, version: number) => `${paths.record(entity, id)}/as-of/${version}`,
  create: (entity: string) => `/record/${encodeURIComponent(entity)}/new`,
  /** @param id of an import under way or done */
  import: (entity: string, id?: string) =>
    `/import/${encodeURIComponent(entity)}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`,
  bin: (entity: string) => `/bin/${encodeURIComponent(entity)}`,
};
