// Whose names are whose: a bureau's own documents begin with x_, a package's never do.
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { LoadedPackage } from '../parse/load_package.ts';
import { scalarAt } from '../parse/node.ts';

export function checkNames(layers: LoadedPackage[], sink: Sink): void {
  for (const layer of layers)
    for (const document of layer.documents) {
      const place = scalarAt(document.node, 'name');
      if (!place || document.name === '') continue;
      const own = document.name.startsWith('x_');
      if (layer.kind === 'tenant' && !own) sink.add('E_NAME_OWN', document.source, place.start, 'name', document.name);
      if (layer.kind === 'package' && own) sink.add('E_NAME_X', document.source, place.start, 'name', document.name);
    }
}
