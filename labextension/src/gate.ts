// Looks at a cell before it runs: says what stands against it, or holds it back until the person gives a reason.

import type { ISharedCell } from '@jupyter/ydoc';
import type { Cell } from '@jupyterlab/cells';
import type { INotebookCellExecutor } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Client } from './client';
import type { IGate, ITurnState } from './executor';
import { GateNote, INote } from './gatenote';
import type { GatePolicies } from './gatepolicy';
import type { IOverride } from './gateshapes';
import { unaskedWords } from './gatewords';
import { worseFirst } from './severity';
import type { IFinding } from './shapes';
import type { IVerdict, Judge } from './verdict';

type Options = INotebookCellExecutor.IRunCellOptions;

/** What a person ran in spite of the gate: this text with these findings, and the words at its foot. */
interface IAllowed {
  text: string;
  against: ReadonlySet<string>;
  recorded: IOverride;
}

export class Gate implements IGate {
  constructor(
    private readonly judge: Judge,
    private readonly policies: GatePolicies,
    private readonly client: Client,
    private readonly pathOf: (options: Options) => string,
    private readonly rerun: (cell: Cell) => void,
    private readonly trans: TranslationBundle
  ) {}

  get patience(): number {
    return this.policies.patience;
  }

  /** Whether the cell may run; what stands against it is written at its foot. */
  async admit(options: Options, turn: ITurnState): Promise<boolean> {
    const { cell, notebook, sessionContext } = options;
    GateNote.clear(cell);
    const path = this.pathOf(options);
    const mode = this.policies.mode(path);
    if (mode === 'off' || cell.model.type !== 'code') {
      return true;
    }
    const shared = cell.model.sharedModel;
    const text = shared.getSource();
    const kernel = sessionContext?.session?.kernel ?? null;
    const asked = { cell: shared, notebook: notebook.sharedModel, path, kernel, busy: turn.busy, patience: this.patience };
    const verdict = text.trim() ? await this.judge.judge(asked) : null;
    if (turn.late) {
      GateNote.clear(cell);
    }
    if (!verdict || shared.getSource() !== text || cell.isDisposed) {
      return true;
    }
    const against = verdict.findings.filter(finding => this.counts(finding, path));
    if (!against.length) {
      this.showWithdrawn(cell, verdict, path);
      return true;
    }
    const known = this.allowed.get(shared);
    if (known?.text === text && against.every(finding => known.against.has(key(finding)))) {
      GateNote.show(cell, overridden(known.recorded, this.trans), this.trans);
      return true;
    }
    const blocks = mode === 'block' && !turn.late;
    GateNote.show(cell, this.note(cell, verdict, against, blocks, turn, path), this.trans);
    return !blocks;
  }

  /** The cell runs now, although nobody has answered yet. */
  late({ cell }: Options): void {
    const { trans } = this;
    GateNote.show(cell, { mode: 'unchecked', title: trans.__('This cell was run before it was checked') }, trans);
  }

  private counts(finding: IFinding, path: string): boolean {
    return worseFirst(finding.severity, this.policies.threshold(path)) <= 0;
  }

  private note(
    cell: Cell,
    verdict: IVerdict,
    against: IFinding[],
    blocks: boolean,
    turn: ITurnState,
    path: string
  ): INote {
    const { trans } = this;
    const ran = turn.late
      ? trans.__('This cell was run before its check had ended, and is risky')
      : trans.__('This cell was run although it is risky');
    return {
      mode: blocks ? 'block' : 'warn',
      title: blocks ? trans.__('This cell was not run, nor those after it') : ran,
      findings: against,
      basis: this.basis(verdict),
      ...(blocks && { runAnyway: (reason: string) => this.runAnyway(cell, against, path, reason) })
    };
  }

  private basis(verdict: IVerdict): string {
    const { trans } = this;
    if (verdict.unasked) {
      return trans.__('Judged by the text of the cells alone: %1.', unaskedWords(verdict.unasked, trans));
    }
    return verdict.basis.length
      ? trans.__('Judged with the live kernel: %1.', verdict.basis.join('; '))
      : trans.__('Judged by the text of the cells; the live kernel says nothing else.');
  }

  /** The text speaks against the cell and the kernel does not: it runs, and why is said quietly. */
  private showWithdrawn(cell: Cell, verdict: IVerdict, path: string): void {
    const withdrawn = verdict.unasked ? [] : verdict.text.filter(finding => this.counts(finding, path));
    if (withdrawn.length) {
      const now = withdrawn.map(finding => verdict.findings.find(each => isSame(each, finding)) ?? finding);
      const title = this.trans.__('This cell looks risky, and was run: the live kernel knows better');
      GateNote.show(cell, { mode: 'passed', title, findings: now, basis: this.basis(verdict) }, this.trans);
    }
  }

  /** Record why, then run this text of this cell; return what the person has to mend in the reason. */
  private async runAnyway(cell: Cell, against: IFinding[], path: string, reason: string): Promise<string> {
    const shared = cell.model.sharedModel;
    const text = shared.getSource();
    const rules = [...new Set(against.map(finding => finding.rule))].slice(0, 50);
    const recorded = await this.client.override({ path, source: text, rules, reason });
    if ('refused' in recorded) {
      return recorded.refused;
    }
    this.allowed.set(shared, { text, against: new Set(against.map(key)), recorded });
    if (!cell.isDisposed && shared.getSource() === text) {
      this.rerun(cell);
    }
    return '';
  }

  private readonly allowed = new WeakMap<ISharedCell, IAllowed>();
}

function overridden(recorded: IOverride, trans: TranslationBundle): INote {
  const where = recorded.recorded
    ? trans.__('Recorded in the audit trail of the project, entry %1.', recorded.entry)
    : trans.__('Not recorded in an audit trail: %1.', recorded.problem);
  return {
    mode: 'overridden',
    title: trans.__('You ran this cell anyway'),
    quote: recorded.reason,
    basis: where
  };
}

function isSame(a: IFinding, b: IFinding): boolean {
  return a.rule === b.rule && a.line === b.line && a.column === b.column;
}

function key(finding: IFinding): string {
  return `${finding.rule}:${finding.line}:${finding.column}:${finding.severity}`;
}
