// How long to wait before a server that was away, or too busy, is asked again: each time twice as long, up to a limit.

export class Backoff {
  /** Milliseconds. */
  constructor(
    private readonly first = 1000,
    private readonly longest = 30_000
  ) {
    this.pause = first;
  }

  /** The next pause. */
  next(): number {
    const { pause } = this;
    this.pause = Math.min(pause * 2, this.longest);
    return pause;
  }

  /** The server has answered. */
  reset(): void {
    this.pause = this.first;
  }

  private pause: number;
}
