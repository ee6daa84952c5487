import type { ReactNode } from 'react';
import { Picture, type PictureName } from './pictures.tsx';

/** Nothing here yet: a picture of what will stand here, why it is empty, and the first step. */
export function EmptyState({
  picture,
  title,
  text,
  children,
}: {
  picture: PictureName;
  title: string;
  text?: string;
  children?: ReactNode;
}) {
  return (
    <div className="zh-empty">
      <Picture name={picture} />
      <h2 className="zh-state-title">{title}</h2>
      {text ? <p className="zh-soft zh-read">{text}</p> : null}
      {children ? <div className="zh-row zh-row-centre">{children}</div> : null}
    </div>
  );
}
