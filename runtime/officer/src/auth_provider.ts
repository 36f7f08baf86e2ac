// How react-admin asks who is there. The session itself is a cookie that scripts cannot read.
import type { AuthProvider } from 'react-admin';
import { ApiProblem, api, queryKeys } from '@shijian/screens';
import { queryClient } from './query_client.ts';

export const authProvider: AuthProvider = {
  async login(params: { login: string; password: string }) {
    await api.login(params.login, params.password);
  },

  async logout() {
    try {
      await api.logout();
    } catch (error) {
      // Already gone, or no network: the login page is right in both cases.
      if (!(error instanceof ApiProblem)) throw error;
    }
  },

  async checkAuth() {
    // Only a missing session sends to the login page; the shell itself says that the network is down.
    try {
      // The same answer that the screens wait for: asked once.
      await queryClient.fetchQuery({ queryKey: queryKeys.me, queryFn: () => api.me(), staleTime: 5 * 60_000 });
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) throw Object.assign(new Error(), { message: false });
    }
  },

  // The shell lays a login sheet over the page instead, so that a half-filled form is not lost.
  checkError: () => Promise.resolve(),

  getPermissions: () => Promise.resolve(null),
};
