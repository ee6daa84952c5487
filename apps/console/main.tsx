import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import '../../ui/base.css';
import './screens.css';
import './shell/shell.css';
import { ApiProblem } from '../../sdk/index.ts';
import { startWords } from '../../ui/app/words.ts';
import { installTokens } from '../../ui/tokens/css.ts';
import { router } from './router.tsx';
import { chosenLanguage } from './shell/language.ts';
import { loadWords } from './words/load.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 1 && !(error instanceof ApiProblem && error.status < 500),
    },
  },
});

installTokens(document);
const language = chosenLanguage();
document.documentElement.lang = language;
await startWords(language, loadWords);

const root = document.getElementById('root');
if (!root) throw new Error('impossible: the page has no root');
createRoot(root).render(
  <QueryClientProvider client={queries}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
);
