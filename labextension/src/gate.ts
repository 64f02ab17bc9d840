// Looks at a cell before it runs: says what stands against it, or holds it back until the person gives a reason.

import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { Cell } from '@jupyterlab/cells';
import type { INotebookCellExecutor } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Client } from './client';
import { GateNote, INote } from './gatenote';
import type { GatePolicies } from './gatepolicy';
import type { IOverride } from './gateshapes';
import { unaskedWords, uncheckedNote, uncheckedWords } from './gatewords';
import { IDecision, OPEN } from './runqueue';
import { worseFirst } from './severity';
import type { IFinding } from './shapes';
import type { IGate, ITurnState } from './turn';
import type { IVerdict, Judge } from './verdict';

type Options = INotebookCellExecutor.IRunCellOptions;

/** Where the gate finds things in the application. */
export interface IPlaces {
  /** Once it is known what counts for a notebook, or that nobody can say. */
  ready(notebook: ISharedNotebook, path: string): Promise<void>;
  pathOf(options: Options): string;
  /** The cell with this id in the notebook of the options, as it is now. */
  cellOf(options: Options, id: string): Cell | null;
  rerun(cell: Cell): void;
}

/** What a person ran in spite of the gate: this text with these findings, and the words at its foot. */
interface IAllowed {
  text: string;
  against: ReadonlySet<string>;
  recorded: IOverride;
}

/** What a verdict comes to. */
interface IOutcome {
  runs: boolean;
  note: INote | null;
}

export class Gate implements IGate {
  constructor(
    private readonly judge: Judge,
    private readonly policies: GatePolicies,
    private readonly client: Client,
    private readonly places: IPlaces,
    private readonly trans: TranslationBundle
  ) {}

  get patience(): number {
    return this.policies.patience;
  }

  /** Whether the cell may run; what stands against it is written at its foot. */
  async decide(options: Options, turn: ITurnState): Promise<IDecision> {
    const { cell, notebook, sessionContext } = options;
    GateNote.clear(cell);
    this.newest.set(cell, turn);
    const path = this.places.pathOf(options);
    if (cell.model.type !== 'code') {
      return OPEN;
    }
    await this.places.ready(notebook.sharedModel, path);
    if (this.policies.mode(path) === 'off' || cell.isDisposed) {
      return OPEN;
    }
    const shared = cell.model.sharedModel;
    const text = shared.getSource();
    const kernel = sessionContext?.session?.kernel ?? null;
    const asked = { cell: shared, notebook: notebook.sharedModel, path, kernel, busy: turn.busy, patience: this.patience };
    const verdict = text.trim() ? await this.judge.judge(asked) : null;
    const better = (later: IVerdict | null): void => {
      if (turn.ran && this.newest.get(cell) === turn && !cell.isDisposed && shared.getSource() === text) {
        show(cell, this.outcome(cell, later, path, true).note, this.trans);
      }
    };
    if (turn.late) {
      better(verdict);
    }
    void verdict?.later?.then(better);
    const { runs, note } = this.outcome(cell, verdict, path, false);
    return { runs, say: () => show(cell, note, this.trans) };
  }

  unanswered({ cell }: Options, why: 'late' | 'failed'): IDecision {
    const unchecked = why === 'late' ? { kind: 'slow' as const } : { kind: 'failed' as const, reason: '' };
    return { runs: true, say: () => show(cell, uncheckedNote(unchecked, this.patience, this.trans), this.trans) };
  }

  present(options: Options, id: string): Cell | null {
    return this.places.cellOf(options, id);
  }

  private outcome(cell: Cell, verdict: IVerdict | null, path: string, late: boolean): IOutcome {
    const against = verdict?.findings.filter(finding => this.counts(finding, path)) ?? [];
    if (!verdict || !against.length) {
      return { runs: true, note: verdict && this.passed(verdict, path) };
    }
    const shared = cell.model.sharedModel;
    const known = this.allowed.get(shared);
    if (known?.text === shared.getSource() && against.every(finding => known.against.has(key(finding)))) {
      return { runs: true, note: overridden(known.recorded, this.trans) };
    }
    const blocks = this.policies.mode(path) === 'block' && !late;
    return { runs: !blocks, note: this.note(cell, verdict, against, blocks, late, path) };
  }

  private counts(finding: IFinding, path: string): boolean {
    return worseFirst(finding.severity, this.policies.threshold(path)) <= 0;
  }

  private note(
    cell: Cell,
    verdict: IVerdict,
    against: IFinding[],
    blocks: boolean,
    late: boolean,
    path: string
  ): INote {
    const { trans } = this;
    const ran = late
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
    const { unchecked, unasked } = verdict;
    const missing = unchecked && ` ${uncheckedWords(unchecked, this.patience, trans)}`;
    const told = verdict.basis.length
      ? trans.__('Judged with the live kernel: %1.', verdict.basis.join('; '))
      : trans.__('Judged by the text of the cells; the live kernel says nothing else.');
    const alone = unasked && trans.__('Judged by the text of the cells alone: %1.', unaskedWords(unasked, trans));
    return `${alone ?? told}${missing ?? ''}`;
  }

  /** Nothing counts against the cell, so it runs. Where that is no matter of course, why is said quietly. */
  private passed(verdict: IVerdict, path: string): INote | null {
    if (verdict.unchecked) {
      return uncheckedNote(verdict.unchecked, this.patience, this.trans);
    }
    const withdrawn = verdict.unasked ? [] : verdict.text.filter(finding => this.counts(finding, path));
    if (!withdrawn.length) {
      return null;
    }
    const now = withdrawn.map(finding => verdict.findings.find(each => isSame(each, finding)) ?? finding);
    const title = this.trans.__('This cell looks risky, and was run: the live kernel knows better');
    return { mode: 'passed', title, findings: now, basis: this.basis(verdict) };
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
      this.places.rerun(cell);
    }
    return '';
  }

  private readonly allowed = new WeakMap<ISharedCell, IAllowed>();
  /** The newest run of each cell: the answer for an older one says nothing any more. */
  private readonly newest = new WeakMap<Cell, ITurnState>();
}

function show(cell: Cell, note: INote | null, trans: TranslationBundle): void {
  if (cell.isDisposed) {
    return;
  }
  GateNote.clear(cell);
  if (note) {
    GateNote.show(cell, note, trans);
  }
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
