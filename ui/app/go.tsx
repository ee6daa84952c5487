import { useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo, type AnchorHTMLAttributes, type MouseEvent } from 'react';
import { useApp } from './context.tsx';

/** The address of a page of the current brand: `people/per_1` → `/b/<slug>/people/per_1`. */
export function useHref(): (path: string) => string {
  const { brand } = useApp();
  return useCallback((path: string) => (path.startsWith('/') ? path : `/b/${brand?.slug ?? ''}${path ? `/${path}` : ''}`), [brand?.slug]);
}

/** Goes to a page of the current brand, or to an absolute path. */
export function useGo(): (path: string) => void {
  const router = useRouter();
  const href = useHref();
  return useCallback((path: string) => router.history.push(href(path)), [router, href]);
}

export interface GoProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** below the current brand unless it starts with `/` */
  to: string;
}

/** A link inside the app: a true `<a>`, so that it can be copied and opened in a new tab. */
export function Go({ to, onClick, children, ...rest }: GoProps) {
  const router = useRouter();
  const href = useHref()(to);
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}

export type Url = Readonly<Record<string, string>>;

/** The filters in the address, and how to change them: undefined or '' removes one. Changes replace, they do not pile up in the history. */
export function useUrl(): [Url, (changes: Record<string, string | undefined>) => void] {
  const router = useRouter();
  const text = useRouterState({ select: (state) => state.location.searchStr });
  const url = useMemo(() => Object.fromEntries(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (changes: Record<string, string | undefined>) => {
      const next = new URLSearchParams(globalThis.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      }
      const search = next.toString();
      router.history.replace(globalThis.location.pathname + (search ? `?${search}` : ''));
    },
    [router],
  );
  return [url, change];
}

/** The path below the current brand: '' at home, `people/stages` … */
export function usePlace(): string {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return path.replace(/^\/b\/[^/]+\/?/, '').replace(/^\//, '');
}
