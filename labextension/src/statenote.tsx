// What a panel says where there is nothing to list, or where the list is not the whole truth.

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IRow, NotebookFindings } from './findings';

interface IProps {
  findings: NotebookFindings | null;
  rows: IRow[];
  /** Rows that the filter leaves. */
  shown: number;
  trans: TranslationBundle;
}

export function StateNote({ findings, rows, shown, trans }: IProps): JSX.Element {
  const [state, title, text] = note(findings, rows, shown, trans);
  return (
    <div className="mlsec-state" data-state={state} role="status">
      {title && <strong>{title}</strong>}
      {text && <span>{text}</span>}
    </div>
  );
}

function note(
  findings: NotebookFindings | null,
  rows: IRow[],
  shown: number,
  trans: TranslationBundle
): [string, string, string] {
  if (!findings) {
    return ['none', trans.__('No notebook is open'), trans.__('Open one, and it is checked while you type.')];
  }
  const time = findings.checkedAt?.toLocaleTimeString() ?? '';
  const cells = findings.notebook.cells.length;
  switch (findings.state) {
    case 'absent':
      return ['absent', trans.__('Notebooks are not being checked'), findings.reason];
    case 'failed':
      return ['failed', trans.__('The last check failed'), findings.reason];
    case 'incomplete':
      return ['incomplete', trans.__('Part of this notebook could not be checked'), findings.reason];
    case 'waiting':
    case 'checking':
      return ['checking', trans.__('Checking…'), ''];
    case 'checked':
      if (!rows.length) {
        return ['clean', trans.__('Nothing found'), trans._n('%1 cell checked at %2', '%1 cells checked at %2', cells, time)];
      }
      return shown
        ? ['findings', '', trans._n('%1 cell checked at %2', '%1 cells checked at %2', cells, time)]
        : ['filtered', trans.__('No finding matches the filter'), ''];
  }
}
