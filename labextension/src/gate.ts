// Looks at a cell's findings before it runs: says so, or holds it back until the person says "run anyway".

import type { ISharedCell } from '@jupyter/ydoc';
import type { Cell } from '@jupyterlab/cells';
import type { INotebookCellExecutor } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { GateNote } from './gatenote';
import { worseFirst } from './severity';
import type { IFinding, Severity } from './shapes';
import type { IFindingsStore } from './tokens';

export type GateMode = 'off' | 'warn' | 'block';

export const MODES: readonly GateMode[] = ['off', 'warn', 'block'];

export class Gate {
  mode: GateMode = 'warn';

  /** The least severity that counts. */
  threshold: Severity = 'high';

  constructor(
    private readonly store: IFindingsStore,
    private readonly rerun: (cell: Cell) => void,
    private readonly trans: TranslationBundle
  ) {}

  /** Whether the cell may run; what stands against it is written at its foot. */
  async admit({ cell, notebook }: INotebookCellExecutor.IRunCellOptions): Promise<boolean> {
    const shared = cell.model.sharedModel;
    GateNote.clear(cell);
    if (this.mode === 'off' || cell.model.type !== 'code') {
      return true;
    }
    const text = shared.getSource();
    if (this.allowed.get(shared) === text) {
      return true;
    }
    const findings = this.store.of(notebook.sharedModel);
    if (findings?.current(shared) === null) {
      await this.store.refresh(notebook.sharedModel, [shared]);
    }
    const against = (findings?.current(shared) ?? []).filter(finding => this.counts(finding));
    if (!against.length || shared.getSource() !== text) {
      return true;
    }
    const blocks = this.mode === 'block';
    GateNote.show(cell, against, blocks ? () => this.runAnyway(cell, text) : null, this.trans);
    return !blocks;
  }

  private counts(finding: IFinding): boolean {
    return finding.place === 'source' && worseFirst(finding.severity, this.threshold) <= 0;
  }

  /** Run this text of this cell, once it was said; a changed text is looked at again. */
  private runAnyway(cell: Cell, text: string): void {
    this.allowed.set(cell.model.sharedModel, text);
    GateNote.clear(cell);
    this.rerun(cell);
  }

  private readonly allowed = new WeakMap<ISharedCell, string>();
}
