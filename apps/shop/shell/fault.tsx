import { Component, type ReactNode } from 'react';
import { ErrorState } from '../../../ui/shop/states.tsx';

/** A part of the app that could not be fetched; the network is to blame, or a newer version stands in its place. */
export class PageOutOfReach extends Error {}

/** A page that failed: the rest of the shop stays usable. It is left by going elsewhere or by trying again. */
export class Fault extends Component<{ place: string; children: ReactNode }, { error: Error | null; place: string }> {
  override state = { error: null as Error | null, place: this.props.place };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  static getDerivedStateFromProps(props: { place: string }, state: { error: Error | null; place: string }) {
    return props.place === state.place ? null : { error: null, place: props.place };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // A part that is out of reach is the network's affair; any other fault is ours, whatever its class.
    const shown = error instanceof PageOutOfReach ? new TypeError(error.message) : new Error(error.message);
    return (
      <main className="zs-page">
        <ErrorState error={shown} onRetry={() => (navigator.onLine ? location.reload() : this.setState({ error: null }))} />
      </main>
    );
  }
}
