// Marks in the editor: squiggle, gutter and tooltip for the findings in a cell's source.

import { Diagnostic, linter, lintGutter, setDiagnostics } from '@codemirror/lint';
import type { EditorState, Extension } from '@codemirror/state';
import { EditorView, PluginValue, ViewPlugin, ViewUpdate } from '@codemirror/view';
import type { ISharedCell } from '@jupyter/ydoc';
import type { TranslationBundle } from '@jupyterlab/translation';

import { describe } from './describe';
import { actions } from './fixes';
import { asShown, offset } from './position';
import { worseFirst } from './severity';
import type { IFinding, Severity } from './shapes';
import type { IFindingsStore } from './tokens';

const LEVELS: Record<Severity, Diagnostic['severity']> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'info'
};

/** The extension of one cell's editor. It draws what the store knows, and asks for nothing itself. */
export function marks(
  cell: ISharedCell,
  store: IFindingsStore,
  why: (rule: string) => void,
  trans: TranslationBundle
): Extension {
  return [
    linter(null),
    lintGutter({ hoverTime: 200 }),
    ViewPlugin.define(view => new Marks(view, cell, store, why, trans))
  ];
}

class Marks implements PluginValue {
  constructor(
    private readonly view: EditorView,
    private readonly cell: ISharedCell,
    private readonly store: IFindingsStore,
    private readonly why: (rule: string) => void,
    private readonly trans: TranslationBundle
  ) {
    store.added.connect(this.follow, this);
    this.follow();
  }

  /** A text that changes takes marks with it: what was drawn is not there any more, and may be known already. */
  update({ docChanged }: ViewUpdate): void {
    if (docChanged) {
      this.drawn = '';
      queueMicrotask(() => this.draw());
    }
  }

  destroy(): void {
    this.isDestroyed = true;
    this.store.added.disconnect(this.follow, this);
    this.store.of(this.cell.notebook)?.changed.disconnect(this.draw, this);
  }

  /** Nothing is drawn inside an update of the editor, and one made while a document loads is drawn once. */
  private follow(): void {
    this.store.of(this.cell.notebook)?.changed.connect(this.draw, this);
    queueMicrotask(() => this.draw());
  }

  private draw(): void {
    if (this.isDestroyed || this.cell.isDisposed) {
      return;
    }
    const known = this.store.of(this.cell.notebook)?.marks(this.cell);
    const found = known?.filter(finding => worseFirst(finding.severity, this.store.options.leastMarked) <= 0);
    const text = this.cell.getSource();
    if (!found || this.view.state.doc.toString() !== asShown(text)) {
      return; // nothing is known about this very text: the marks there are move along with it until it is
    }
    const drawing = JSON.stringify([text, found]);
    if (drawing === this.drawn) {
      return; // an open tooltip stays open
    }
    this.drawn = drawing;
    const { state } = this.view;
    const list = found.map(finding => diagnostic(finding, state, this.cell, this.why, this.trans));
    this.view.dispatch(setDiagnostics(state, list));
  }

  private drawn = '';
  private isDestroyed = false;
}

function diagnostic(
  finding: IFinding,
  state: EditorState,
  cell: ISharedCell,
  why: (rule: string) => void,
  trans: TranslationBundle
): Diagnostic {
  const from = offset(state.doc, finding.line, finding.column);
  const to = Math.max(from, offset(state.doc, finding.end_line, finding.end_column));
  return {
    from,
    to,
    severity: LEVELS[finding.severity],
    source: finding.rule,
    message: finding.message,
    markClass: `mlsec-mark mlsec-mark-${finding.severity}`,
    renderMessage: () => describe(finding, trans),
    actions: actions(finding, cell, why, trans)
  };
}
