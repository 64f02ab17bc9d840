// Before a notebook is saved: says that it holds secrets, or takes the outputs that hold them out. It never keeps
// anybody from saving, and what was taken out can be put back.

import { Notification } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRow } from './findings';
import { lookForSecrets, strip } from './leaks';
import { offerBack } from './putback';
import type { IFindingsStore } from './tokens';

export type SaveMode = 'off' | 'warn' | 'strip';

const LIMIT = 300; // milliseconds that saving may be held up

export class SaveGate {
  mode: SaveMode = 'warn';

  constructor(
    private readonly store: IFindingsStore,
    private readonly showFindings: () => void,
    private readonly trans: TranslationBundle
  ) {}

  /** Look at a notebook each time before it is saved, by whatever command or timer. */
  watch(panel: NotebookPanel): void {
    const { context } = panel;
    const save = context.save.bind(context);
    context.save = async () => {
      const done = await this.before(panel).catch(error => {
        console.warn('jupyter-mlsec: the save gate failed, the notebook is saved', error);
        return null;
      });
      await save();
      done?.();
    };
  }

  /** Do what the mode says; returns what is said once the notebook is saved. */
  private async before(panel: NotebookPanel): Promise<(() => void) | null> {
    const look = this.mode === 'off' ? null : await lookForSecrets(this.store, panel, LIMIT);
    if (!look) {
      return null;
    }
    if (look.later) {
      const { later } = look;
      return () => void later.then(rows => this.warn(panel, rows));
    }
    const { rows, notebook } = look;
    const kept = this.kept.get(panel) ?? new Set();
    const fresh = rows.filter(row => !kept.has(row.finding.fingerprint));
    const putBack = this.mode === 'strip' ? strip(fresh, notebook) : null;
    if (putBack) {
      return () => {
        this.sayStripped(panel, fresh, putBack);
        this.warn(
          panel,
          rows.filter(row => row.finding.place !== 'output')
        );
      };
    }
    const left = rows.filter(row => row.finding.place !== 'output' || this.mode === 'warn' || kept.size);
    return () => this.warn(panel, left);
  }

  /** Say it once for each set of findings: autosave must not become noise. */
  private warn(panel: NotebookPanel, rows: readonly IRow[]): void {
    const said = rows.map(row => row.finding.fingerprint).join();
    if (!rows.length || this.said.get(panel) === said) {
      this.said.set(panel, said);
      return;
    }
    this.said.set(panel, said);
    const { trans } = this;
    const notebook = panel.model?.sharedModel;
    const inOutputs = rows.filter(row => row.finding.place === 'output');
    const clean = {
      label: trans.__('Remove from outputs and save'),
      callback: () => {
        const putBack = notebook && strip(inOutputs, notebook);
        if (putBack) {
          void panel.context.save().then(() => this.sayStripped(panel, inOutputs, putBack));
        }
      }
    };
    const message = trans._n(
      '%2 was saved with a secret in it.',
      '%2 was saved with %1 secrets in it.',
      rows.length,
      panel.context.path
    );
    Notification.warning(message, {
      autoClose: 10_000,
      actions: [
        { label: trans.__('Show'), callback: () => this.showFindings() },
        ...(inOutputs.length ? [clean] : [])
      ]
    });
  }

  private sayStripped(panel: NotebookPanel, rows: readonly IRow[], putBack: () => void): void {
    const { trans } = this;
    const message = trans.__('Outputs with secrets were removed from %1 before it was saved.', panel.context.path);
    const back = (): void => {
      const kept = this.kept.get(panel) ?? new Set();
      rows.forEach(row => kept.add(row.finding.fingerprint));
      this.kept.set(panel, kept);
      putBack();
    };
    offerBack(message, back, trans);
  }

  private readonly said = new WeakMap<NotebookPanel, string>();
  /** Findings in outputs that the person wants to keep. */
  private readonly kept = new WeakMap<NotebookPanel, Set<string>>();
}
