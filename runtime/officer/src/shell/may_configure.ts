// Who is shown the way to the studio: whoever sees drafts of the bureau's configuration.
import type { WireModel } from '@shijian/screens';

export function mayConfigure(model: WireModel): boolean {
  return Object.values(model.entities).some(({ source }) => source === 'draft');
}
