// The order of cells that were started together, kept although each is checked before it runs.
//
// JupyterLab starts all cells of a Run All at once. Without a queue, a cell whose check takes longer would overtake
// nothing but be overtaken; and a cell that is stopped would not stop the ones after it.

/** One cell that is to run: `admit` decides, `run` submits it and calls `submitted` once the kernel has it. */
export interface ITurn {
  admit: () => Promise<boolean>;
  run: (submitted: () => void) => Promise<boolean>;
}

interface IBatch {
  stopped: boolean;
}

/** The queue of one notebook. */
export class RunQueue {
  /** How many cells were admitted and have not ended. */
  running = 0;

  /** Wait for the cells before, then run; false where this cell, or one before it in the same Run All, was stopped. */
  async add(turn: ITurn): Promise<boolean> {
    const batch = this.batch ?? this.begin();
    const before = this.last;
    let release: () => void = () => undefined;
    this.last = new Promise(resolve => (release = resolve));
    try {
      await before;
      if (batch.stopped) {
        return false;
      }
      if (!(await turn.admit())) {
        batch.stopped = true;
        return false;
      }
      this.running++;
      try {
        return await turn.run(release);
      } finally {
        this.running--;
      }
    } finally {
      release();
    }
  }

  /** Cells started in one turn of the event loop belong together: that is how Run All starts them. */
  private begin(): IBatch {
    const batch = { stopped: false };
    this.batch = batch;
    setTimeout(() => {
      this.batch = null;
    });
    return batch;
  }

  private batch: IBatch | null = null;
  private last: Promise<void> = Promise.resolve();
}
