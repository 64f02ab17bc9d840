// One cell on its way to the kernel: asks the gate, waits no longer than the gate may take, and follows the cell when it
// is moved. Whatever goes wrong in the gate, the cell runs: the control is in the kernel.

import type { Cell } from '@jupyterlab/cells';
import type { INotebookCellExecutor } from '@jupyterlab/notebook';

import { inTime } from './intime';
import { IDecision, ITurn, OPEN, Readiness } from './runqueue';

type Options = INotebookCellExecutor.IRunCellOptions;

/** What the gate is told of one run of a cell, and what became of it. */
export interface ITurnState {
  /** The kernel is not as this cell will find it. */
  busy: boolean;
  /** The gate's time is over. */
  late: boolean;
  /** The cell was handed to the kernel. */
  ran: boolean;
}

/** Decides whether a cell may run. */
export interface IGate {
  /** Asked again where the text has changed meanwhile. An answer after `turn.late` is heard by nobody. */
  decide(options: Options, turn: ITurnState): Promise<IDecision>;
  /** What is said of a cell that runs although nobody has answered yet, or nobody will. */
  unanswered(options: Options, why: 'late' | 'failed'): IDecision;
  /** The cell with this id as it is now; one that was moved is another object. */
  present(options: Options, id: string): Cell | null;
  /** Milliseconds that a check may hold a cell up. */
  readonly patience: number;
}

/** States of a kernel in which nothing that was started before will run. */
const ENDED = new Set(['restarting', 'autorestarting', 'terminating', 'dead']);

export class Turn implements ITurn {
  constructor(
    private readonly gate: IGate,
    private options: Options,
    private readonly runCell: (options: Options) => Promise<boolean>
  ) {
    this.id = options.cell.model.id;
    this.works = options.cell.model.type === 'code';
    const { sessionContext } = options;
    sessionContext?.statusChanged.connect(this.onStatus, this);
    sessionContext?.kernelChanged.connect(this.onKernel, this);
  }

  readonly works: boolean;

  decide(busy: boolean): Promise<IDecision> {
    this.state.busy = busy;
    this.follow();
    this.text = this.source();
    return this.text === null ? Promise.resolve(OPEN) : this.inTime();
  }

  readiness(): Readiness {
    if (this.cancelled) {
      return 'cancelled';
    }
    this.follow();
    const text = this.source();
    if (text === null) {
      return 'deleted';
    }
    return text === this.text || this.state.late ? 'ready' : 'changed';
  }

  async run(submitted: () => void): Promise<boolean> {
    const { options } = this;
    this.release();
    this.state.ran = true;
    return this.runCell({
      ...options,
      onCellExecutionScheduled: args => {
        options.onCellExecutionScheduled(args);
        submitted(); // the request to the kernel leaves in this very turn of the event loop
      }
    });
  }

  /** Listen no more; also where the cell does not run. */
  release(): void {
    this.options.sessionContext?.statusChanged.disconnect(this.onStatus, this);
    this.options.sessionContext?.kernelChanged.disconnect(this.onKernel, this);
  }

  /** The gate's decision; that of `late` where it takes too long, and yes where it fails. */
  private async inTime(): Promise<IDecision> {
    const { gate, options, state } = this;
    this.end = this.end ?? Date.now() + gate.patience;
    const decided = gate.decide(options, state).catch(error => {
      console.warn('jupyter-mlsec: the gate failed, the cell runs', error);
      return gate.unanswered(options, 'failed');
    });
    return inTime(decided, this.end - Date.now(), () => {
      state.late = true;
      return gate.unanswered(options, 'late');
    });
  }

  /** What was decided about a cell is written at its foot: where the cell is another object, it is decided anew. */
  private follow(): void {
    const cell = this.options.cell.isDisposed ? this.gate.present(this.options, this.id) : null;
    if (cell) {
      this.options = { ...this.options, cell };
      this.text = null;
    }
  }

  private source(): string | null {
    const { cell } = this.options;
    return cell.isDisposed ? null : cell.model.sharedModel.getSource();
  }

  private onStatus(_: unknown, status: string): void {
    this.cancelled = this.cancelled || ENDED.has(status);
  }

  /** A first kernel is what a cell may have waited for; another one is not the one it was started in. */
  private onKernel(_: unknown, change: { oldValue: unknown }): void {
    this.cancelled = this.cancelled || change.oldValue !== null;
  }

  private readonly id: string;
  private readonly state: ITurnState = { busy: false, late: false, ran: false };
  private text: string | null = null;
  private end: number | null = null;
  private cancelled = false;
}
