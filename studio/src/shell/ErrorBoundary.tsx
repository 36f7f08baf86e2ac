// Catches what breaks while a room is drawn, so that header and menu stay. Another address is another try.
import { Component } from 'react';
import type { ReactNode } from 'react';
import { ErrorState } from '@shijian/screens/kit';

interface Props {
  /** When it changes, what was caught is forgotten. */
  resetKey: string;
  children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { error: unknown; caught: boolean }> {
  override state = { error: null as unknown, caught: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, caught: true };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.caught && before.resetKey !== this.props.resetKey) this.setState({ error: null, caught: false });
  }

  override render() {
    if (!this.state.caught) return this.props.children;
    return <ErrorState error={this.state.error} onRetry={() => this.setState({ error: null, caught: false })} />;
  }
}
