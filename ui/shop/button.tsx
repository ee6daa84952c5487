import Plain, { type ButtonProps } from 'antd-mobile/es/components/button';

/** A button that keeps its name while it is busy: whoever cannot see it turn still hears what it is doing. */
export function Button({ children, loading, ...rest }: ButtonProps) {
  return (
    <Plain
      {...rest}
      {...(loading === undefined ? {} : { loading })}
      loadingText=""
      loadingIcon={
        <span className="zs-busy">
          <span className="zh-turning" aria-hidden="true" />
          {children}
        </span>
      }
    >
      {children}
    </Plain>
  );
}
