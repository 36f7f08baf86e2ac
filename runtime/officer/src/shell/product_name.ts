// What the platform calls itself to this bureau.

/** "长安区市场监督管理局" → "长安区市场监管平台"; the bureau's own brand name where it has one. */
export function productName(tenant: { label: string; brand: { name?: string } }): string {
  return tenant.brand.name ?? `${tenant.label.replace(/市场监督管理局$/, '')}市场监管平台`;
}
