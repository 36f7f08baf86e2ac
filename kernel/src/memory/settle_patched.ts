// A document under the same patches is the same document, though patching makes it anew each time: who read it need not run again.
import type { LoadedDocument, LoadedPackage } from '../parse/load_package.ts';
import { patchedKey } from '../overlay/apply_patches.ts';
import type { Overlaid } from '../overlay/apply_patches.ts';
import { remember, sameParts } from './memory.ts';
import type { Memory } from './memory.ts';

/** Puts the documents of earlier times in the place of those that were made of the same parts. */
export function settlePatched({ documents }: Overlaid, layers: LoadedPackage[], memory: Memory): void {
  const parts = new Map<string, unknown[]>();
  for (const layer of layers)
    for (const patch of layer.patches) {
      const key = patchedKey(patch);
      if (key !== null) parts.set(key, [...(parts.get(key) ?? []), layer.kind, patch]);
    }
  for (const [key, patches] of parts) {
    const document = documents.get(key);
    if (!document) continue;
    const whole = [baseOf(key, layers), ...patches];
    const known = memory.patched.get(key)?.find((before) => sameParts(before.parts, whole));
    if (known) documents.set(key, known.document);
    else remember(memory.patched, key, { parts: whole, document });
  }
}

function baseOf(key: string, layers: LoadedPackage[]): LoadedDocument | undefined {
  for (const layer of layers)
    for (const document of layer.documents)
      if (`${document.kind} ${document.package}.${document.name}` === key) return document;
  return undefined;
}
