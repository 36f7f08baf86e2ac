// Catches what breaks while a page is drawn, so that header and menu stay. Another address is another try.
import { Component } from 'react';
import type { ReactNode } from 'react';

interface Props {
  /** When it changes, what was caught is forgotten. */
  resetKey: string;
  failed: (error: unknown, retry: () => void) => ReactNode;
  children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { error: unknown; caught: boolean }> {
  override state = { error: null as unknown, caught: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, caught: true };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.caught && before.resetKey !== this.props.resetKey) this.reset();
  }

  override render() {
    if (!this.state.caught) return this.props.children;
    return this.props.failed(this.state.error, () => this.reset());
  }

  private reset() {
    this.setState({ error: null, caught: false });
  }
}
