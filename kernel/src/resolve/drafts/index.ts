// Documents of the kinds whose engines are still to come → the draft part of the model, checked like everything else.
import type { KindName } from '../../kinds/index.ts';
import { documentShape } from '../../kinds/index.ts';
import type { DraftModels } from '../../model_drafts.ts';
import type { LoadedDocument } from '../../parse/load_package.ts';
import { scalarAt, textAt } from '../../parse/node.ts';
import { documentsOf, nameOf } from '../context.ts';
import type { Context } from '../context.ts';
import { checkIdentities } from '../identity.ts';
import { isFurther } from '../resolve_screens.ts';
import { kinds } from '../../kinds/index.ts';
import { bodyOf } from './check_body.ts';
import { checks } from './check_parts.ts';
import { checkWorkflow } from './check_workflow.ts';
import { enters } from './enter.ts';
import { watchEvents } from './events.ts';
import { placeOf } from './place.ts';
import { walkShape } from './walk.ts';

/** Where each kind stands in the model. */
const members = {
  Workflow: 'workflows',
  Checklist: 'checklists',
  Document: 'documents',
  Draw: 'draws',
  Rule: 'rules',
  Dataset: 'datasets',
  ScoreModel: 'score_models',
  Connector: 'connectors',
  Publication: 'publications',
  Page: 'pages',
  Dashboard: 'dashboards',
} as const satisfies Partial<Record<KindName, keyof DraftModels>>;

export const noDrafts = (): DraftModels => ({
  workflows: {},
  checklists: {},
  documents: {},
  draws: {},
  rules: {},
  datasets: {},
  score_models: {},
  connectors: {},
  publications: {},
  pages: {},
  dashboards: {},
  further_views: {},
});

export function resolveDrafts(ctx: Context): void {
  watchEvents(ctx);
  for (const [kind, member] of Object.entries(members) as [keyof typeof members, keyof DraftModels][])
    // its own keys
    for (const document of documentsOf(ctx, kind)) put(ctx, member, document);
  for (const document of documentsOf(ctx, 'View')) if (isFurther(document)) put(ctx, 'further_views', document);
}

function put(ctx: Context, member: keyof DraftModels, document: LoadedDocument): void {
  const name = nameOf(document);
  // The walk gives what the shape says, and the types of model_drafts.ts are the shapes'; kernel/tests/trials.spec.ts holds them together.
  (ctx.model[member] as Record<string, unknown>)[name] = ctx.round.once(`${document.kind} ${name}`, [document], () => {
    const own: Context = { ...ctx, later: [] };
    const found = draftOf(document, own);
    for (const task of own.later.splice(0)) task();
    return found;
  });
}

function draftOf(document: LoadedDocument, ctx: Context): Record<string, unknown> {
  const { kind, node } = document;
  for (const key of kinds[kind].ownItems) checkIdentities(node, key, key, ctx);
  const enter = enters[kind] ?? {};
  const around = placeOf(document, ctx);
  const found = walkShape(node, documentShape(kind), '', '', around, enter) as Record<string, unknown>; // the shape of a document is an object
  const place = enter['']?.(node, placeOf(document, { ...ctx, later: [] }), '') ?? around;
  const body = scalarAt(node, 'body');
  if (kind === 'Document' && body && typeof body.value === 'string') found['body'] = bodyOf(body, place);
  if (kind === 'Workflow') checkWorkflow(place);
  else checks[kind]?.(place);
  return {
    ...found,
    name: nameOf(document),
    package: document.package,
    label: textAt(node, 'label') ?? place.entity?.label ?? document.name,
  };
}
