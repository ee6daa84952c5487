import type { ReactNode } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Bones, EmptyState, ErrorState } from '../../../../ui/shop/states.tsx';
import { useWords } from '../../words/topics.ts';

/** A row that leads somewhere, with what stands there in short. */
export function LinkRow({ to, title, text, end }: { to: string; title: string; text: string; end?: ReactNode }) {
  return (
    <Go to={to} className="zs-row">
      <span className="zs-row-text">
        <span>{title}</span>
        <span className="zh-soft zh-small">{text}</span>
      </span>
      {end}
      <span className="zs-chevron zs-chevron-on" aria-hidden="true" />
    </Go>
  );
}

interface List<Row> {
  readonly rows: Row[] | null;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly isLoadingMore: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** A list that grows, with what stands in its place while it is empty, awaited or out of reach. */
export function Rows<Row>({
  of: list,
  empty,
  children,
}: {
  of: List<Row>;
  empty: { title: string; text: string };
  children: (row: Row, at: number) => ReactNode;
}) {
  const words = useWords('partner');
  if (list.rows === null) return list.error ? <ErrorState error={list.error} onRetry={list.retry} /> : <Bones shape="rows" />;
  if (list.rows.length === 0) return <EmptyState picture="people" title={empty.title} text={empty.text} />;
  return (
    <>
      <ul className="zs-rows">{list.rows.map(children)}</ul>
      {list.hasMore ? (
        <Button block loading={list.isLoadingMore} onClick={list.more}>
          {words.more}
        </Button>
      ) : null}
    </>
  );
}
