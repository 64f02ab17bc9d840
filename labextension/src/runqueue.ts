// The order of cells that were started together, kept although each is checked before it runs.
//
// JupyterLab hands all cells of a Run All to the kernel at once, and the kernel drops those that wait behind one that
// fails. So they are checked side by side first, and then handed over in one go, up to the first that is held back.

/** What was decided about one cell. */
export interface IDecision {
  runs: boolean;
  /** Say what stands against it: called when it is clear that its turn has come. */
  say: () => void;
}

/** Nothing is known against it. */
export const OPEN: IDecision = { runs: true, say: () => undefined };

/**
 * `changed`: its text is not the one that was decided about; `deleted`: it is gone; `cancelled`: its kernel was
 * restarted, and nothing that was started before runs in it.
 */
export type Readiness = 'ready' | 'changed' | 'deleted' | 'cancelled';

/** One cell that is to run. */
export interface ITurn {
  /** Whether the kernel will work on it, so that a later cell finds another state than there is now. */
  readonly works: boolean;
  /** Never rejects, and ends in time. `busy`: the kernel is not as this cell will find it. */
  decide: (busy: boolean) => Promise<IDecision>;
  readiness: () => Readiness;
  /** Hands it over, and calls `submitted` once the kernel has it. */
  run: (submitted: () => void) => Promise<boolean>;
}

interface IWaiting {
  turn: ITurn;
  busy: boolean;
  decision: IDecision | null;
  resolve: (ran: boolean) => void;
  reject: (reason: unknown) => void;
}

/** The queue of one notebook. */
export class RunQueue {
  /** How many cells were handed over and have not ended. */
  running = 0;

  /** Wait for the cells before, then run; false where this cell, or one before it in the same Run All, was stopped. */
  add(turn: ITurn): Promise<boolean> {
    const batch = this.batch ?? this.begin();
    return new Promise((resolve, reject) => batch.push({ turn, busy: false, decision: null, resolve, reject }));
  }

  /** Cells that are started without a break belong together: that is how Run All starts them. */
  private begin(): IWaiting[] {
    const batch: IWaiting[] = [];
    const before = this.last;
    this.batch = batch;
    this.last = Promise.resolve().then(async () => {
      this.batch = null;
      await before;
      await this.handOver(batch);
    });
    return batch;
  }

  private async handOver(batch: readonly IWaiting[]): Promise<void> {
    let busy = this.running > 0;
    for (const each of batch) {
      each.busy = busy;
      busy = busy || each.turn.works;
    }
    await decide(batch);
    for (let edited = changed(batch); edited.length; edited = changed(batch)) {
      await decide(edited);
    }
    for (const [index, each] of batch.entries()) {
      const readiness = each.turn.readiness();
      if (readiness === 'deleted') {
        each.resolve(false);
        continue;
      }
      if (readiness !== 'cancelled') {
        say(each.decision!);
      }
      if (readiness === 'cancelled' || !each.decision!.runs) {
        batch.slice(index).forEach(({ resolve }) => resolve(false));
        return;
      }
      await this.submit(each);
    }
  }

  /** Returns when the kernel has it, or when it has ended without that. */
  private submit({ turn, resolve, reject }: IWaiting): Promise<void> {
    this.running++;
    return new Promise(submitted => {
      const ended = (): void => {
        this.running--;
        submitted();
      };
      turn.run(submitted).then(resolve, reject).then(ended);
    });
  }

  private batch: IWaiting[] | null = null;
  private last: Promise<void> = Promise.resolve();
}

async function decide(batch: readonly IWaiting[]): Promise<void> {
  await Promise.all(
    batch.map(async each => {
      each.decision = await each.turn.decide(each.busy);
    })
  );
}

function changed(batch: readonly IWaiting[]): IWaiting[] {
  return batch.filter(({ turn }) => turn.readiness() === 'changed');
}

function say(decision: IDecision): void {
  try {
    decision.say();
  } catch (error) {
    console.warn('jupyter-mlsec: the note of the gate could not be shown', error);
  }
}
