// What a panel says where there is nothing to list, or where the list is not the whole truth; and what to do about it.

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { CheckState, NotebookFindings } from './findings';
import type { IListed } from './listing';
import type { PanelModel } from './panelmodel';

interface INote {
  state: string;
  title?: string;
  text?: string;
  /** A way on: what the button says and does. */
  action?: [label: string, act: () => void];
  progress?: { value: number; max: number } | 'unknown';
}

interface IProps {
  model: PanelModel;
  rows: IListed[];
  /** Rows that the filter leaves. */
  shown: number;
  trans: TranslationBundle;
}

export function StateNote({ model, rows, shown, trans }: IProps): JSX.Element {
  const { state, title, text, action, progress } = note(model, rows.length, shown, trans);
  return (
    <div className="mlsec-state" data-state={state}>
      <div role="status">
        {title && <strong>{title}</strong>}
        {text && <span>{text}</span>}
      </div>
      {progress && (
        <progress
          aria-label={trans.__('Files looked at')}
          {...(progress === 'unknown' ? {} : { value: progress.value, max: progress.max })}
        />
      )}
      {action && (
        <button type="button" className="mlsec-fix" onClick={action[1]}>
          {action[0]}
        </button>
      )}
    </div>
  );
}

function note(model: PanelModel, rows: number, shown: number, trans: TranslationBundle): INote {
  const { scope, store } = model;
  if (scope === 'files') {
    return ofFiles(model, rows, shown, trans);
  }
  const all = store.watched().map(each => each.findings);
  const findings = scope === 'open' ? worst(all) : store.current;
  if (!findings) {
    const text = trans.__('Open one, and it is checked while you type.');
    return { state: 'none', title: trans.__('No notebook is open'), text };
  }
  const again: [string, () => void] = [trans.__('Try again'), () => void store.scan(scope === 'open')];
  switch (findings.state) {
    case 'absent':
      return {
        state: 'absent',
        title: trans.__('Notebooks are not being checked'),
        text: findings.reason,
        action: again
      };
    case 'failed':
      return { state: 'failed', title: trans.__('The last check failed'), text: findings.reason, action: again };
    case 'incomplete':
      return {
        state: 'incomplete',
        title: trans.__('Part of this notebook could not be checked'),
        text: findings.reason,
        action: again
      };
    case 'waiting':
    case 'checking':
      return { state: 'checking', title: trans.__('Checking…') };
    case 'checked': {
      const text = checked(scope === 'open' ? all : [findings], trans);
      if (!rows) {
        return { state: 'clean', title: trans.__('Nothing found'), text };
      }
      return shown ? { state: 'findings', text } : noMatch(trans);
    }
  }
}

/** What was looked at, and when. */
function checked(all: NotebookFindings[], trans: TranslationBundle): string {
  const times = all.map(each => each.checkedAt?.getTime() ?? 0);
  const time = new Date(Math.max(...times)).toLocaleTimeString();
  const cells = all.reduce((sum, each) => sum + each.notebook.cells.length, 0);
  const counted = trans._n('%1 cell checked at %2', '%1 cells checked at %2', cells, time);
  return all.length > 1 ? trans.__('%1 notebooks, %2', all.length, counted) : counted;
}

function noMatch(trans: TranslationBundle): INote {
  return { state: 'filtered', title: trans.__('No finding matches the filter') };
}

const WORST: readonly CheckState[] = ['failed', 'incomplete', 'absent', 'checking', 'waiting', 'checked'];

function worst(all: NotebookFindings[]): NotebookFindings | null {
  return [...all].sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state))[0] ?? null;
}

function ofFiles({ files }: PanelModel, rows: number, shown: number, trans: TranslationBundle): INote {
  const { sweep, problem } = files;
  const again: [string, () => void] = [trans.__('Try again'), () => void files.start(files.path)];
  if (problem) {
    return { state: 'failed', title: trans.__('The files were not checked'), text: problem, action: again };
  }
  if (!sweep) {
    return { state: 'checking', title: trans.__('Checking…') };
  }
  const { state, looked, total, message, more, now, scan } = sweep;
  switch (state) {
    case 'running':
      return {
        state: 'checking',
        title: total === null ? trans.__('Looking for files…') : trans.__('%1 of %2 files checked', looked, total),
        text: now,
        progress: total === null ? 'unknown' : { value: looked, max: total },
        action: [trans.__('Cancel'), () => files.cancel()]
      };
    case 'cancelled':
    case 'failed': {
      const title = state === 'failed' ? trans.__('The files were not checked') : trans.__('Cancelled');
      return { state: 'failed', title, text: message, action: again };
    }
    case 'done': {
      const unread = scan?.targets.filter(target => target.outcome !== 'checked') ?? [];
      const text = trans._n('%1 file looked at', '%1 files looked at', looked);
      if (unread.length) {
        const names = unread.slice(0, 5).map(({ path, reason }) => `${path}: ${reason ?? ''}`);
        const title = trans._n('%1 file could not be checked', '%1 files could not be checked', unread.length);
        return { state: 'incomplete', title, text: [text, ...names].join('\n'), action: again };
      }
      if (!rows) {
        return { state: 'clean', title: trans.__('Nothing found'), text };
      }
      const left = more ? trans.__('%1; %2 more findings are left out: use mlsec scan', text, more) : text;
      return shown ? { state: 'findings', text: left } : noMatch(trans);
    }
  }
}
