// The one cache of answers.
import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@shijian/screens/kit';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only a hiccup of network or server is worth a second try.
      retry: (count, error) =>
        count < 1 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: false,
      staleTime: 15_000,
    },
  },
});
