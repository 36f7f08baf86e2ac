// What a plugin's tests take: `import { bootPlugin, codeOf, scopeProof } from '@shijian/server/kit/index'`.
export { bootPlugin, codeOf } from './boot_plugin.ts';
export type { AnyFields, LooseRecords, Officer, PluginWorld, Seat } from './boot_plugin.ts';
export { ShijianError } from './records_client.ts';
export { scopeProof } from './scope_proof.ts';
export type { ScopeProof, ScopeProofOptions } from './scope_proof.ts';
export type { Answer, Client, World, WorldOptions } from './world.ts';
