// One look at a folder or a file of the file browser: begun, followed and cancelled.

import { ISignal, Signal } from '@lumino/signaling';

import { Backoff } from './backoff';
import type { Client } from './client';
import { ServerProblem } from './serverproblem';
import type { ISweep } from './shapes';

const POLL = { first: 150, longest: 1000 }; // milliseconds
const PATIENCE = 5; // times that the server may not answer, one after the other

export class FileScan {
  constructor(private readonly client: Client) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What the server says; null before the first look. */
  sweep: ISweep | null = null;
  /** What went wrong where the server could not be asked. */
  problem = '';
  path = '';

  get running(): boolean {
    return !this.problem && this.sweep?.state === 'running';
  }

  /** Look at this folder or file; one that goes on is cancelled. */
  async start(path: string): Promise<void> {
    this.cancel();
    const turn = ++this.turn;
    this.path = path;
    this.take(null);
    try {
      let sweep = await this.client.startSweep(path);
      for (let pause = POLL.first; ; pause = Math.min(pause * 1.5, POLL.longest)) {
        if (turn !== this.turn) {
          void this.client.cancelSweep(sweep.id).catch(() => undefined);
          return;
        }
        this.take(sweep);
        if (sweep.state !== 'running') {
          return;
        }
        await new Promise(resolve => setTimeout(resolve, pause));
        sweep = turn === this.turn ? await this.poll(sweep.id) : sweep;
      }
    } catch (error) {
      if (!(error instanceof ServerProblem)) {
        throw error;
      }
      if (turn === this.turn) {
        this.take(null, `${error.message}. ${error.help}`);
      }
    }
  }

  /** Ask how far it is; a server that does not answer is asked again, for the look goes on without us. */
  private async poll(id: string): Promise<ISweep> {
    const pauses = new Backoff();
    for (let left = PATIENCE; ; left--) {
      try {
        return await this.client.sweep(id);
      } catch (error) {
        if (!(error instanceof ServerProblem) || error.kind !== 'unreachable' || !left) {
          throw error;
        }
        await new Promise(resolve => setTimeout(resolve, pauses.next()));
      }
    }
  }

  cancel(): void {
    const { sweep } = this;
    if (this.running && sweep) {
      this.turn++;
      void this.client.cancelSweep(sweep.id).then(
        told => this.sweep === sweep && this.take(told),
        () => undefined
      );
    }
  }

  private take(sweep: ISweep | null, problem = ''): void {
    this.sweep = sweep;
    this.problem = problem;
    this._changed.emit();
  }

  private turn = 0;
  private readonly _changed = new Signal<this, void>(this);
}
